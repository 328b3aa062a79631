# CivicDesk on Windows: .\dev.ps1 demo, .\dev.ps1 test, .\dev.ps1 run. Calls the same dev.py as make does.
$script = Join-Path $PSScriptRoot "dev.py"
if (Get-Command py -ErrorAction SilentlyContinue) {
    foreach ($version in "3.13", "3.12", "3.11") {
        & py "-$version" -c "pass" 2>&1 | Out-Null
        if ($LASTEXITCODE -eq 0) {
            & py "-$version" $script @args
            exit $LASTEXITCODE
        }
    }
}
if (Get-Command python -ErrorAction SilentlyContinue) {
    & python $script @args
    exit $LASTEXITCODE
}
Write-Host "CivicDesk needs Python 3.11 to 3.13. Install it from the Microsoft Store, then run this again."
exit 1
