"""The process in which atheris feeds one reader."""
