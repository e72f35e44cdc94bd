Describe 'operators' {
 It 'case <e>' -TestCases @(
  @{e='7 / 2'; r='3.5'}
  @{e='6 / 2'; r='3'}
  @{e='(6/2).GetType().Name'; r='Int32'}
  @{e='[int]3.5'; r='4'}
  @{e='[int]2.5'; r='2'}
  @{e='2147483647 + 1'; r='2147483648'}
  @{e='(2147483647 + 1).GetType().Name'; r='Double'}
  @{e='(2147483647L+1).GetType().Name'; r='Int64'}
  @{e='9223372036854775807 + 1'; r='9.22337203685478E+18'}
  @{e='"3" * 3'; r='333'}
  @{e='3 * "3"'; r='9'}
  @{e='"a" + 1'; r='a1'}
  @{e='1 + "2"'; r='3'}
  @{e='-7 % 3'; r='-1'}
  @{e='7.5 % 2'; r='1.5'}
  @{e='1/3'; r='0.333333333333333'}
  @{e='0x7fffffff'; r='2147483647'}
  @{e='0xffffffff'; r='-1'}
  @{e='0x80000000'; r='-2147483648'}
  @{e='0xffffffffff'; r='1099511627775'}
  @{e='0b1010'; r='10'}
  @{e='1e3'; r='1000'}
  @{e='(1e3).GetType().Name'; r='Double'}
  @{e='1kb'; r='1024'}
  @{e='1.5mb'; r='1572864'}
  @{e='(1.5kb).GetType().Name'; r='Double'}
  @{e='10d'; r='10'}
  @{e='(10d).GetType().Name'; r='Decimal'}
  @{e='1.0d'; r='1.0'}
  @{e='1dkb'; r='1024'}
  @{e='(10l).GetType().Name'; r='Int64'}
  @{e='(10y).GetType().Name'; r='SByte'}
  @{e='(10uy).GetType().Name'; r='Byte'}
  @{e='(10s).GetType().Name'; r='Int16'}
  @{e='(10us).GetType().Name'; r='UInt16'}
  @{e='(10u).GetType().Name'; r='UInt32'}
  @{e='(10ul).GetType().Name'; r='UInt64'}
  @{e='(10n).GetType().Name'; r='BigInteger'}
  @{e='5 -band 3'; r='1'}
  @{e='5 -bor 3'; r='7'}
  @{e='5 -bxor 3'; r='6'}
  @{e='-bnot 5'; r='-6'}
  @{e='1 -shl 3'; r='8'}
  @{e='-16 -shr 2'; r='-4'}
  @{e='(-bnot [byte]1).GetType().Name'; r='Int32'}
  @{e='-bnot [uint32]1'; r='4294967294'}
  @{e='1,2,3 -eq 2'; r='2'}
  @{e='(1,2,3 -ne 2) -join ","'; r='1,3'}
  @{e='"abc" -eq "ABC"'; r='True'}
  @{e='"abc" -ceq "ABC"'; r='False'}
  @{e='$null -eq 0'; r='False'}
  @{e='@() -eq $null'; r=''}
  @{e='1 -eq "1.0"'; r='True'}
  @{e='"1.0" -eq 1'; r='False'}
  @{e='"a" -lt "b"'; r='True'}
  @{e='"a" -lt "B"'; r='True'}
  @{e='$true -eq "x"'; r='True'}
  @{e='"True" -eq $true'; r='True'}
  @{e='"abc" -like "a*"'; r='True'}
  @{e='"abc" -match "b(.)"'; r='True'}
  @{e='("a1","b2" -match "\d") -join ","'; r='a1,b2'}
  @{e='"a,b;c" -split "[,;]"'; r='a b c'}
  @{e='"a b  c" -split " "'; r='a b  c'}
  @{e='(-split " a b  c ").Count'; r='3'}
  @{e='("a,b,c" -split ",",2) -join "|"'; r='a|b,c'}
  @{e='("a,b,c" -split ",",-2) -join "|"'; r='a,b|c'}
  @{e='("abc" -split "(b)") -join "|"'; r='a|b|c'}
  @{e='("a.b" -split ".",0,"simplematch") -join "|"'; r='a|b'}
  @{e='("a1b2" -split {$_ -match "\d"}) -join "|"'; r='a|b|'}
  @{e='-join ("a","b")'; r='ab'}
  @{e='"abc" -replace "b","x"'; r='axc'}
  @{e='"abc" -replace "(b)","[$1]"'; r='a[]c'}
  @{e='''abc'' -replace ''(b)'',''[$1]'''; r='a[b]c'}
  @{e='"abc" -replace "b"'; r='ac'}
  @{e='"abc" -replace "b",{$_.Value.ToUpper()}'; r='aBc'}
  @{e='"aBc" -creplace "b","x"'; r='aBc'}
  @{e='1 -is [int]'; r='True'}
  @{e='1 -isnot [string]'; r='True'}
  @{e='"1" -as [int]'; r='1'}
  @{e='$null -eq ("x" -as [int])'; r='True'}
  @{e='2 -in 1,2'; r='True'}
  @{e='2 -notin 1,2'; r='False'}
  @{e='1,2 -contains 2'; r='True'}
  @{e='"{0:N2}|{1,5}|{2,-5}|" -f 1234.5,"a","b"'; r='1,234.50|    a|b    |'}
  @{e='"{0:X4}" -f 255'; r='00FF'}
  @{e='"{0:c}" -f 12.3'; r='¤12.30'}
  @{e='"{0:yyyy-MM-dd}" -f [datetime]"2020-01-02"'; r='2020-01-02'}
  @{e='"{{{0}}}" -f 1'; r='{1}'}
  @{e='"{0:000.0}" -f 1.25'; r='001.3'}
  @{e='"{0:#,##0.00;(neg)}" -f -5'; r='(neg)'}
  @{e='"{0:d3}" -f 5'; r='005'}
  @{e='"{0:e2}" -f 12345'; r='1.23e+004'}
  @{e='"{0:g3}" -f 12345.6'; r='1.23e+04'}
  @{e='1..5 -join ""'; r='12345'}
  @{e='5..1 -join ""'; r='54321'}
  @{e='"a".."e" -join ""'; r='abcde'}
  @{e='("a".."c")[0].GetType().Name'; r='Char'}
  @{e='-1..1 -join ","'; r='-1,0,1'}
  @{e='"1".."3" -join ","'; r='1,2,3'}
  @{e='1.4..2.6 -join ","'; r='1,2,3'}
  @{e='$null..2 -join ","'; r='0,1,2'}
  @{e='!1'; r='False'}
  @{e='-not ""'; r='True'}
  @{e='$true -xor $true'; r='False'}
  @{e='$false -or 1'; r='True'}
  @{e='1,2 + 3,4'; r='1 2 3 4'}
  @{e='@(1,2) * 2'; r='1 2 1 2'}
  @{e='+"5"'; r='5'}
  @{e='-"5"'; r='-5'}
  @{e='- -5'; r='5'}
  @{e='[char]"a" + "b"'; r='ab'}
  @{e='"abc"[-1]'; r='c'}
  @{e='(1..10)[2..4]'; r='3 4 5'}
  @{e='(1,2,3)[5]'; r=''}
  @{e='(1,2,3)[-1,0]'; r='3 1'}
  @{e='@{a=1}["a"]'; r='1'}
  @{e='1 ? "y" : "n"'; r='y'}
  @{e='$null ?? 5'; r='5'}
  @{e='${x}?.Length'; r=''}
  @{e='$a = "abc"; ${a}?.Length'; r='3'}
  @{e='$a=1,2; ${a}?[1]'; r='2'}
  @{e='$z=$null; $z ??= 7; $z'; r='7'}
  @{e='"10" -gt 9'; r='False'}
  @{e='[datetime]"2020-01-02" - [datetime]"2020-01-01"'; r='1.00:00:00'}
  @{e='([datetime]"2020-01-02" - [timespan]"1").ToString("yyyyMMdd")'; r='20200101'}
  @{e='[timespan]"1:00" + [timespan]"0:30"'; r='01:30:00'}
  @{e='[int]"0x10"'; r='16'}
  @{e='[int]" 12 "'; r='12'}
  @{e='[bool]"False"'; r='True'}
  @{e='[bool]0.0'; r='False'}
  @{e='[bool]@(0)'; r='False'}
  @{e='[bool]@(0,0)'; r='True'}
  @{e='[string]@(1,2)'; r='1 2'}
  @{e='[string]$true'; r='True'}
  @{e='[string]1.10'; r='1.1'}
  @{e='[string]1e20'; r='1E+20'}
  @{e='[string]1e-5'; r='1E-05'}
  @{e='[string]123456789012345678'; r='123456789012345678'}
  @{e='[double]::MaxValue'; r='1.79769313486232E+308'}
  @{e='[string][double]::NaN'; r='NaN'}
  @{e='1/0.0'; r='∞'}
  @{e='[char[]]"abc" -join "-"'; r='a-b-c'}
  @{e='[int[]]("1","2") -join ","'; r='1,2'}
  @{e='[byte]255'; r='255'}
  @{e='[decimal]1.10'; r='1.1'}
  @{e='[decimal]"1.10"'; r='1.10'}
  @{e='[int64]"5"'; r='5'}
  @{e='[version]"1.2.3"'; r='1.2.3'}
  @{e='[guid]"00000000-0000-0000-0000-000000000000"'; r='00000000-0000-0000-0000-000000000000'}
  @{e='[consolecolor]"red"'; r='Red'}
  @{e='[consolecolor]12'; r='Red'}
  @{e='[System.IO.FileAttributes]"ReadOnly,Hidden"'; r='ReadOnly, Hidden'}
  @{e='[uri]"http://a.b/c?d" | % Host'; r='a.b'}
  @{e='[regex]"a+" | % GetType | % Name'; r='Regex'}
  @{e='[scriptblock]::Create("1+1").Invoke()'; r='2'}
  @{e='[math]::Round(2.5)'; r='2'}
  @{e='[math]::Round(2.345,2)'; r='2.34'}
  @{e='[math]::Pow(2,10)'; r='1024'}
  @{e='[convert]::ToString(10,2)'; r='1010'}
  @{e='[convert]::ToInt32("ff",16)'; r='255'}
  @{e='[int]::MaxValue'; r='2147483647'}
  @{e='[string]::Join(",",(1,2))'; r='1,2'}
  @{e='"abc".ToUpper().Substring(1,1)'; r='B'}
  @{e='"a-b".Split("-")[1]'; r='b'}
  @{e='"abc".IndexOf("c")'; r='2'}
  @{e='" x ".Trim() + "|"'; r='x|'}
  @{e='"x".PadLeft(3,"0")'; r='00x'}
  @{e='"abc".Contains("b")'; r='True'}
  @{e='[string]::IsNullOrEmpty("")'; r='True'}
  @{e='[array]1 | % GetType | % Name'; r='Int32'}
  @{e='([array]1).GetType().Name'; r='Object[]'}
  @{e='[System.Collections.ArrayList](1,2) | measure | % Count'; r='2'}
  @{e='[System.Math]::Max(1,2.5)'; r='2.5'}
  @{e='"$(1+1) $("a" + "b")"'; r='2 ab'}
  @{e='$h=@{b=@{c=5}}; "$($h.b.c) $h.b.c"'; r='5 System.Collections.Hashtable.b.c'}
  @{e='$a=1,2,3; "$a[0] $($a[0])"'; r='1 2 3[0] 1'}
  @{e='"`u{41}`t|"'; r="A`t|"}
  @{e="'it''s'"; r="it's"}
  @{e='1 -eq 1 -and 2 -eq 2'; r='True'}
  @{e='$a,$b = 1,2,3; "$a|$b"'; r='1|2 3'}
  @{e='$a = $b = 4; $a+$b'; r='8'}
  @{e='$i=5; $i++ + ++$i'; r='12'}
  @{e='($i=5)'; r='5'}
  @{e='[int]$x = "5"; $x.GetType().Name'; r='Int32'}
  @{e='"a" -clike "A"'; r='False'}
  @{e='"foo" -notlike "f*"'; r='False'}
  @{e='"abc" -notmatch "z"'; r='True'}
  @{e='"Abc" -cmatch "abc"'; r='False'}
  @{e='"x=1" -match "(?<k>\w)=(?<v>\d)" | out-null; $matches.k + $matches["v"]'; r='x1'}
  @{e='[pscustomobject]@{a=1;b=2}'; r='@{a=1; b=2}'}
 ) { param($e,$r) "$(Invoke-Expression $e)" | Should -BeExactly $r }
}
