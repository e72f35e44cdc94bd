using namespace System.Collections.Generic
using namespace System.IO

param ()

trap [System.IO.IOException] { Write-Warning $_; continue }
trap { break }

if ($args.Count -eq 0) { 'none' }
elseif ($args.Count -eq 1) { 'one' }
else
{
    'many'
}

for ($i = 0; $i -lt 10; $i++) { if ($i % 2) { continue }; $i }
for (;;) { break }
for ($i, $j = 0, 10
    $i -lt $j
    $i++) { }
foreach ($item in Get-ChildItem) { $item }
foreach ($item in 1, 2, 3) { $item }
foreach ($x in $y | Where-Object { $_ }) { $x }
while ($true) { break }
do { $n-- } while ($n -gt 0)
do { $n++ } until ($n -ge 3)

:outer while ($true) {
    :inner foreach ($k in 1..3) {
        if ($k -eq 2) { continue outer }
        break outer
    }
}

switch ($value) {
    1 { 'number' }
    'text' { 'string' }
    { $_ -gt 5 } { 'block' }
    $variable { 'variable' }
    (1 + 1) { 'expression' }
    word { 'bare word' }
    default { 'default'; break }
}
switch -Regex -CaseSensitive ($lines) { '^\s*#' { continue } '=' { $_ } }
switch -Wildcard ('abc') { a* { 1 } *c { 2 } }
switch -File ./settings.ini { 'x' { $_ } }
:sw switch -exact (1, 2) { 1 { break sw } }

try { throw 'a' } catch { $_ } finally { 'f' }
try { throw [System.ArgumentException]::new('x', 'y') }
catch [System.ArgumentException], [System.IO.IOException] { 'typed' }
catch { 'any' }
try { 1 } finally { 2 }

function noBraces { } function second([int]$a, $b = 5) { return $a + $b }
function global:Scoped { exit 3 }
function Test-It { param([switch]$A) clean { 'c' } end { 'e' } begin { 'b' } process { 'p' } }
filter double { $_ * 2 }
function get-$thing { }

data Messages -SupportedCommand ConvertFrom-StringData { ConvertFrom-StringData @'
greeting = hello
'@ }
data { @{ a = 1; b = 'two', $true } }

return
return 1 + 1
return Get-VM | Select -First 1
throw "message $x"
throw
exit
exit 1
break
continue label
& 'C:\Program Files\tool.exe' -a 'b c' | Out-Null
. ./lib.ps1; . $PSScriptRoot/other.ps1
& $block 1 2
& "get-$noun" -name:x -switch
& (Get-Command dir)
Start-Job { 1 } &
icacls.exe . --% /grant user:(F) | more
git commit -m "message" --amend -- file.txt
ls *.ps1, *.psm1 -Recurse -Exclude *.Tests.ps1 | measure | % Count
echo foo-bar foo.bar foo\bar foo/bar c:\temp\*.txt http://x.y/z?q=1 a=b a:b 'a'b "x"y 1.2.3 10.0.0.1/24 7z 5min -5 -a-b @args %PATH% ~ .. . ! ? =
Write-Output $a,$b.c,$d[0],"e",(1+1),@(2),{3} > out.txt 2>&1
cmd 2> $null 3>> warn.txt *> all.txt
Get-VM -Name:web* -Verbose:$false
Invoke-Something -Property @{ a = 1 } -Block { param($x) $x } -List 1,
    2,
    3
function a { 1 }; a; if (1) { 2 } 'after block'
