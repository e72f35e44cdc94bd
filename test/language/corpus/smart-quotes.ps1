# Pasted from a word processor: curly quotes and long dashes.
$name = “app-01”
$other = ‘single ’’quoted‘‘’
Get-VM –Name $name —ErrorAction ―Stop
$diff = 5 – 3 — 1
Write-Host “He said ""hello"" to $name” –ForegroundColor Green
$here = @”
text $name
“@
if ($name –eq ‘x’ –and $true) { $i–– }
$nbsp = 1 + 2
