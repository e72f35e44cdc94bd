# Every operator once, in the ways they are written.
$a, $b, $null = 1, 2, 3
$a += 1; $a -= 2; $a *= 3; $a /= 4; $a %= 5; $c ??= 7
$a++; $b--; ++$a; --$b; $i = $a++ + --$b
$list = ,1 + , 2
$x = -5 - -3 + +2; $y = 2 * (3 + 4) / 7 % 4; $z = -$x; $n = - $x; $range = -3..3
$not = !$true -or -not $false -xor !($a -eq 1)
$bits = 0xFF -band 0b1010 -bor 8 -bxor (-bnot 3); $shift = 1 -shl 4 -shr 2
$sizes = 1kb, 2MB, 3Gb, 4tb, 5PB, 10L, 1.5d, 2e3, .5, 0x7FFFFFFF, 0xFFFFFFFFL, 1uy, 2us, 3u, 4ul, 5y, 6s, 7n, 1.5kb
$cmp = $a -eq 1, $a -ne 1, $a -gt 1, $a -ge 1, $a -lt 1, $a -le 1
$text = 'abc' -like 'a*' -and 'abc' -notlike 'b*' -and 'ABC' -cmatch '^A' -and 'abc' -inotmatch 'x'
$in = 1 -in 1, 2, 3; $nin = 4 -notin 1..3; $has = 1, 2 -contains 2; $hasnt = 1, 2 -notcontains 3; $ccon = 'A' -cnotcontains 'a'
$is = 1 -is [int]; $isnt = '1' -isnot [int]; $as = '1' -as [int]
$split = 'a,b;c' -split '[,;]'; $csplit = 'aXbxc' -csplit 'x', 2; $join = 1..3 -join '-'; $usplit = -split ' a b '; $ujoin = -join ('a', 'b')
$rep = 'hello' -replace 'l+', 'L' -creplace 'H', '' -ireplace 'o$'
$fmt = '{0:x2} {1}' -f 255, 'z'
$tern = $a -gt 1 ? 'more' : 'less'; $nested = $a ? ($b ? 1 : 2) : $c ? 3 : 4
$coal = $null ?? 'default' ?? 'never'; $len = ${text}?.Length; $first = ${list}?[0]
$cast = [int]'5' + [double]'1.5'; $array = [string[]](1, 2); $multi = [int[,]]::new(2, 3); $deep = [Collections.Generic.Dictionary[string, System.Collections.Generic.List[int]]]::new()
[int]$typed = '42'; [ValidateRange(1, 10)][int]$checked = 5; [string]$s, [int]$t = 'a', '1'
$static = [math]::PI * [System.Math]::Sqrt(2); $char = [char]65; $type = [type]'int'; [void](1 + 1)
$nestedType = [System.Environment+SpecialFolder]::Desktop
$script:v = $global:w = ${a weird name} = ${env:SOME_VAR} = $local:u = 1
$sub = "$($a + 1) and $(if ($b) { 'b' } else { "c $(1 + 1) d" })"
$escaped = "`$a `"quoted`" ""twice"" `u{1F600} $a`: $($a.GetType().Name) $a.b ${a}b $env:PATH[0]"
$path = "$PSScriptRoot\sub\file.txt", "$HOME/x"
$e = {param($p) $p * 2}.Invoke(3); $f = & { $args[0] } 4; . { $dot = 1 }
$index = (1..10)[2..4], 'abc'[0], 'abc'[-1], @{ a = 1 }['a'], @{ a = @{ b = 2 } }.a.b, $list[0][0]
$method = 'abc'.Substring(1).ToUpper().Replace('B', 'x').Length
$dynamic = $list."Len$('gth')"; $quoted = $list.'Count'; $var = $list.$name; $expr = $list.('Co' + 'unt')
1 -eq 1 -and
    2 -eq 2 -or
    3 -eq 4
'a' +
'b' + # a comment in between
'c'
Get-Item . && Get-Item .. || Write-Error 'no'
$true -and !$false
@(1, 2; 3) + @() + @{}.Count
[System.IO.File]::Exists('x') -and (Test-Path -LiteralPath 'y')
"$(1..3)" -eq '1 2 3'
$hash = @{ 'a b' = 1; $a = 2; 3 = 'three'; (1 + 1) = 4; [int] = 'type'; -1 = 'neg' }
if (($m = [regex]::Match('a1', '\d')).Success) { $m.Value }
$x = if ($a) { 1 } elseif ($b) { 2 } else { 3 }
$y = foreach ($q in 1..3) { $q }; $z = while ($false) { 1 }; $w = switch (1) { 1 { 'one' } }; $v = try { 1 } catch { 2 }; $u = do { 1 } while ($false)
