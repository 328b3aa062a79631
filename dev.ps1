# CivicDesk on Windows: .\dev.ps1 demo, .\dev.ps1 test, .\dev.ps1 run. Calls the same dev.py as make does.
$ErrorActionPreference = "Stop"
$script = Join-Path $PSScriptRoot "dev.py"
foreach ($version in "3.13", "3.12", "3.11") {
    if (Get-Command py -ErrorAction SilentlyContinue) {
        & py "-$version" -c "" 2>$null
        if ($LASTEXITCODE -eq 0) { & py "-$version" $script @args; exit $LASTEXITCODE }
    }
}
if (Get-Command python -ErrorAction SilentlyContinue) { & python $script @args; exit $LASTEXITCODE }
Write-Error "CivicDesk needs Python 3.11 to 3.13. Install it from the Microsoft Store or python.org, then run this again."
