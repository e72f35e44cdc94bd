Describe 'Conversions' {
    It 'decimal' { $convertedToDecimal = '123.456' -as [decimal]; $convertedToDecimal | Should -BeOfType decimal }
    It 'ArrayList from single PSObject' { $obj = [PSCustomObject]@{a=1}; ($obj -as [System.Collections.ArrayList]) | Should -BeNullOrEmpty -Not; [System.Collections.ArrayList]::new() | Should -BeNullOrEmpty }
    It 'int to enum' { [System.DayOfWeek]2 | Should -Be 'Tuesday'; { [System.DayOfWeek]99 } | Should -Throw -ErrorId 'UndefinedIntegerToEnum' }
    It 'bad enum' { { [System.DayOfWeek]'x' } | Should -Throw -ErrorId 'InvalidCastParseTargetInvocation' }
    It 'invalid int' { { [int]'abc' } | Should -Throw -ErrorId 'InvalidCastFromStringToInteger' }
    It 'overflow' { { [byte]256 } | Should -Throw -ErrorId 'InvalidCastIConvertible'; {[byte]'256'} | Should -Throw -ErrorId 'InvalidCastFromStringToInteger' }
    It 'null int' { [int]$null | Should -Be 0; [string]$null | Should -BeExactly ''; [bool]$null | Should -BeFalse; {[datetime]$null} | Should -Throw -ErrorId 'NullToObjectInvalidCast'; }
    It 'datetime bad' { { [datetime]'xyz' } | Should -Throw -ErrorId 'InvalidCastParseTargetInvocation' }
    It 'type' { { [type]'foo.bar' } | Should -Throw -ErrorId 'InvalidCastFromStringToType' }
    It 'type2' { { [foo.bar] } | Should -Throw -ErrorId 'TypeNotFound' }
    It 'char' { { [char]'ab' } | Should -Throw -ErrorId 'InvalidCastParseTargetInvocation' }
    It 'bool str' { { [bool]::Parse('x') } | Should -Throw -ErrorId 'FormatException' }
    It 'ref' { $x=1; $r=[ref]$x; $r.Value = 5; $x | Should -Be 5 }
    It 'pscustom to psobject props' { $o = [pscustomobject]@{b=1;a=2}; ($o.psobject.properties | % name) -join ',' | Should -Be 'b,a' }
    It 'ordered' { ([ordered]@{b=1;a=2}).Keys -join ',' | Should -Be 'b,a'; ([ordered]@{}).GetType().FullName | Should -Be 'System.Collections.Specialized.OrderedDictionary' }
    It 'ordered only on literal' { { [scriptblock]::Create('[ordered]$a') } | Should -Throw -ErrorId 'ParseException' ; try { [scriptblock]::Create('[ordered]$a') } catch { $_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId | Should -Be 'OrderedAttributeOnlyOnHashLiteralNode' } }
    It 'semver' { [semver]'1.2.3-beta' | % PreReleaseLabel | Should -Be 'beta'; [semver]'1.0.0' -lt [semver]'1.0.1' | Should -BeTrue }
    It 'mailaddress' { ([mailaddress]'a@b.c').Host | Should -Be 'b.c' }
    It 'ipaddress' { ([ipaddress]'127.0.0.1').ToString() | Should -Be '127.0.0.1' ; [ipaddress]::Loopback.ToString() | Should -Be '127.0.0.1'}
    It 'bigint' { [bigint]'12345678901234567890' + 1 | Should -Be ([bigint]::Parse('12345678901234567891')) }
    It 'cultureinfo' { ([cultureinfo]'en-US').Name | Should -Be 'en-US' }
    It 'single' { [single]1.5 | Should -BeOfType single ; [float]'1.5' | Should -Be 1.5 }
    It 'intptr' { [intptr]0 | Should -Be 0 }
    It 'convert generic dict' { $d = [System.Collections.Generic.Dictionary[string,int]]::new(); $d.Add('a',1); $d['a'] | Should -Be 1; $d.GetType().Name | Should -Be 'Dictionary`2'; $d.ContainsKey('a') | Should -BeTrue; $v = 0; $d.TryGetValue('a',[ref]$v) | Should -BeTrue; $v | Should -Be 1}
    It 'hashset' { $h = [System.Collections.Generic.HashSet[int]]::new(); $h.Add(1) | Should -BeTrue; $h.Add(1) | Should -BeFalse; $h.Count | Should -Be 1 }
    It 'queue' { $q = [System.Collections.Queue]::new(); $q.Enqueue(1); $q.Dequeue() | Should -Be 1; $s = [System.Collections.Generic.Stack[int]]::new(); $s.Push(3); $s.Pop() | Should -Be 3 }
    It 'sortedlist' { $s = [System.Collections.SortedList]::new(); $s['b']=1; $s['a']=2; $s.Keys -join ',' | Should -Be 'a,b' }
    It 'linkedlist' { $s = [System.Collections.Generic.LinkedList[int]]::new(); $null=$s.AddLast(1); $s.Count | Should -Be 1 }
    It 'stringbuilder' { $s = [System.Text.StringBuilder]::new(); [void]$s.Append('a').AppendLine('b'); $s.ToString() | Should -Be "ab$([Environment]::NewLine)" }
    It 'stopwatch' { [System.Diagnostics.Stopwatch]::StartNew().Elapsed | Should -BeOfType timespan }
    It 'tuple' { [Tuple]::Create(1,'a').Item2 | Should -Be 'a' }
    It 'encoding' { [System.Text.Encoding]::UTF8.GetBytes('é').Count | Should -Be 2; [Text.Encoding]::ASCII.GetString([byte[]](65,66)) | Should -Be 'AB' }
    It 'base64' { [Convert]::ToBase64String([byte[]](1,2,3)) | Should -Be 'AQID'; [convert]::FromBase64String('AQID') -join ',' | Should -Be '1,2,3' }
    It 'env' { [Environment]::NewLine | Should -Be "`n"; [Environment]::GetEnvironmentVariable('HOME') | Should -Not -BeNullOrEmpty; [Environment]::MachineName | Should -Not -BeNullOrEmpty }
    It 'path' { [IO.Path]::GetExtension('a.txt') | Should -Be '.txt'; [IO.Path]::Combine('a','b') | Should -Be 'a/b'; [io.path]::GetFileNameWithoutExtension('/x/a.txt') | Should -Be 'a'; [IO.Path]::GetRandomFileName() | Should -Match '\.' }
    It 'file' { $f = [IO.Path]::GetTempFileName(); [IO.File]::WriteAllText($f,'hi'); [IO.File]::ReadAllText($f) | Should -Be hi; [IO.File]::Exists($f) | Should -BeTrue; [IO.File]::Delete($f) }
    It 'random' { [Random]::new(1).Next(5) | Should -BeLessThan 5 }
    It 'timespan' { [timespan]::FromMinutes(90).TotalHours | Should -Be 1.5; [timespan]'1.02:03:04' | % Days | Should -Be 1; "$([timespan]'1:00:00') $([timespan]'1:02:03:04') $([timespan]'0:30')" | Should -Be '01:00:00 1.02:03:04 00:30:00' }
    It 'array' { $a = [array]::CreateInstance([int],3); $a.Length | Should -Be 3; $b=3,1,2; [array]::Sort($b); $b -join ',' | Should -Be '1,2,3'; [array]::Reverse($b); $b[0] | Should -Be 3; [array]::IndexOf($b,2) | Should -Be 1 }
    It 'static prop' { [int]::MinValue | Should -Be -2147483648; [System.Globalization.CultureInfo]::InvariantCulture.Name | Should -Be '' }
    It 'typenames' { [int].FullName | Should -Be System.Int32; [System.Collections.Generic.List[int]].FullName | Should -Match 'List`1\[\[System.Int32'; [System.Collections.Generic.List[int]].ToString() | Should -Be 'System.Collections.Generic.List`1[System.Int32]'; "$([int[]])" | Should -Be 'int[]'; [psobject].FullName | Should -Be 'System.Management.Automation.PSObject' }
    It 'toString' { [datetime]::new(2020,1,2).ToString('s') | Should -Be '2020-01-02T00:00:00'; "$([datetime]'2020-01-02 13:14:15')" | Should -Be '01/02/2020 13:14:15' ; (5).ToString('000') | Should -Be '005' ; (1.5).ToString([cultureinfo]::InvariantCulture) | Should -Be '1.5' }
    It 'date ctor' { (Get-Date '2020-02-29').AddYears(1).Day | Should -Be 28; [datetime]::ParseExact('20200102','yyyyMMdd',$null).Month | Should -Be 1; [datetime]::IsLeapYear(2020) | Should -BeTrue; [datetimeoffset]::UtcNow | Should -BeOfType datetimeoffset; [datetime]::MinValue.Ticks | Should -Be 0; ([datetime]'2020-01-01').DayOfWeek | Should -Be Wednesday }
    It 'tostring radix' { [Convert]::ToString(255,16) | Should -Be ff; [int]::Parse('5') | Should -Be 5; $n=0; [int]::TryParse('7',[ref]$n) | Should -BeTrue; $n | Should -Be 7; [int]::Parse('ff', 'HexNumber') | Should -Be 255 }
}
Describe 'null conditional etc' {
  It 'assign' { $x = $null; $x ??= 1; $x | Should -Be 1; $h=@{}; $h.a ??= 2; $h.a | Should -Be 2; $arr=@($null,1); $arr[0] ??= 9; $arr[0] | Should -Be 9 }
  It 'undefined' { $tmp = ${nope}?.foo; $tmp | Should -Be $null; ${nope}?.foo() | Should -Be $null; ${nope}?[0] | Should -Be $null ; (${nope}?.a.b.c) | Should -Be $null}
  It 'chain' { $r = 1 && 2; $r -join ',' | Should -Be '1,2'; $r = Get-Item /nonexist -ea silent || 'alt'; $r | Should -Be alt }
  It 'ternary' { $true ? 1 : 2 | Should -Be 1; (1 -eq 2 ? 'a' : 1 -eq 1 ? 'b' : 'c') | Should -Be b ; $true ?1:2 | Should -Be 1 }
  It 'ternary err' { { [scriptblock]::Create('$true ? 1') } | Should -Throw -ErrorId ParseException }
}
Describe 'try/catch' {
  It 'typed' { $r = try { 1/0 } catch [System.DivideByZeroException] { 'div' }; $r | Should -Be 'div' }
  It 'rt' { $r = try { 1/0 } catch [System.Management.Automation.RuntimeException] { 'rt' }; $r | Should -Be rt }
  It 'exception props' { try { 1/0 } catch { $_.Exception.GetType().FullName | Should -Be System.Management.Automation.RuntimeException; $_.Exception.InnerException.GetType().FullName | Should -Be System.DivideByZeroException; $_.FullyQualifiedErrorId | Should -Be RuntimeException; $_.CategoryInfo.Category | Should -Be NotSpecified; $_.CategoryInfo.ToString() | Should -Be 'NotSpecified: (:) [], RuntimeException' ; $_.ToString() | Should -Be 'Attempted to divide by zero.'} }
  It 'throw string' { try { throw 'x' } catch { $_.FullyQualifiedErrorId | Should -Be x; $_.Exception.Message | Should -Be x; $_.Exception.GetType().Name | Should -Be RuntimeException; $_.CategoryInfo.Category | Should -Be OperationStopped; $_.TargetObject | Should -Be x; $_.CategoryInfo.Reason | Should -Be RuntimeException } }
  It 'throw none' { try { throw } catch { $_.FullyQualifiedErrorId | Should -Be ScriptHalted } }
  It 'throw ex' { try { throw [System.ArgumentException]::new('m','p') } catch { $_.FullyQualifiedErrorId | Should -Be "m (Parameter 'p')"; $_.Exception.ParamName | Should -Be p } }
  It 'rethrow' { { try { throw 'a' } catch { throw } } | Should -Throw -ErrorId a }
  It 'finally order' { $s=''; try { try { throw 1 } finally { $s+='f' } } catch { $s+='c' }; $s | Should -Be fc }
  It 'trap' { function f { trap { 'trapped'; continue } ; throw 'x'; 'after' }; f | Should -Be trapped,after }
  It 'trap break' { { function f { trap { break } throw 'xx' } f } | Should -Throw -ErrorId xx }
  It 'trap typed' { function f { trap [System.DivideByZeroException] { 'div'; continue } 1/0; 'z' }; f | Should -Be div,z }
  It 'stack' { try { throw 'x' } catch { $_.ScriptStackTrace | Should -Match 'at ' ; $_.InvocationInfo.Line | Should -Match throw; $_.InvocationInfo.ScriptLineNumber | Should -BeGreaterThan 1; $_.InvocationInfo.OffsetInLine | Should -BeGreaterThan 1} }
  It 'cmd not found' { try { nosuchcmd } catch { $_.FullyQualifiedErrorId | Should -Be CommandNotFoundException; $_.Exception.CommandName | Should -Be nosuchcmd; $_.CategoryInfo.Category | Should -Be ObjectNotFound } }
  It 'prop not found strict' { { Set-StrictMode -Version 3; $x=[pscustomobject]@{a=1}; $x.b } | Should -Throw -ErrorId PropertyNotFoundStrict; { Set-StrictMode -Version 3; $undefd } | Should -Throw -ErrorId VariableIsUndefined; {Set-StrictMode -Version 3; @(1)[5]} | Should -Throw -ErrorId System.IndexOutOfRangeException }
  It 'method null' { { $null.foo() } | Should -Throw -ErrorId InvokeMethodOnNull; { $null[0] } | Should -Throw -ErrorId NullArray; {$x=$null; $x.a=1} | Should -Throw -ErrorId PropertyNotFound; {$x=$null;$x[0]=1} | Should -Throw -ErrorId NullArray; {(1,2)[7]=1} | Should -Throw -ErrorId System.IndexOutOfRangeException }
  It 'array idx' { $a=1,2; { $a[5]=1 } | Should -Throw -ErrorId System.IndexOutOfRangeException ; {$a['x']} | Should -Throw -ErrorId InvalidCastFromStringToInteger}
  It 'readonly' { { $true = 1 } | Should -Throw -ErrorId VariableNotWritable; { Set-Variable xx 1 -Option Constant; $xx=2 } | Should -Throw -ErrorId VariableNotWritable; {"abc".Length = 1} | Should -Throw -ErrorId PropertyAssignmentException }
  It 'op errors' { { 1 + 'a' } | Should -Throw -ErrorId InvalidCastFromStringToInteger; { @{} + 1 } | Should -Throw -ErrorId AddHashTableToNonHashTable; { @{a=1} + @{a=2} } | Should -Throw -ErrorId System.ArgumentException ; { (Get-Date) * 2 } | Should -Throw -ErrorId MethodNotFound; {Get-Date | % { $_ * 2 } } | Should -Throw -ErrorId 'MethodNotFound,Microsoft.PowerShell.Commands.ForEachObjectCommand' ; { 'a' * -1 } | Should -Throw -ErrorId System.ArgumentOutOfRangeException ; { {} - 1 } | Should -Throw -ErrorId MethodNotFound ; {'a' -1} | Should -Throw -ErrorId InvalidCastFromStringToInteger}
  It 'regex' { { 'a' -match '(' } | Should -Throw -ErrorId InvalidRegularExpression; { 'a' -replace '(','' } | Should -Throw -ErrorId InvalidRegularExpression; {'a' -split '('} | Should -Throw -ErrorId InvalidRegularExpression ; { 'a' -like '[' } | Should -Throw -ErrorId 'WildcardPattern_Invalid' }
  It 'format' { { '{0' -f 1 } | Should -Throw -ErrorId FormatError; { '{1}' -f 1 } | Should -Throw -ErrorId FormatError }
  It 'ctor' { { [datetime]::new('x') } | Should -Throw ; { New-Object Nope.Type } | Should -Throw -ErrorId 'TypeNotFound,Microsoft.PowerShell.Commands.NewObjectCommand'; {[int]::foo()} | Should -Throw -ErrorId MethodNotFound; {[math]::Abs()} | Should -Throw -ErrorId MethodCountCouldNotFindBest; {[math]::Abs('x')} | Should -Throw -ErrorId MethodArgumentConversionInvalidCastArgument }
  It 'param errors' { function f { [CmdletBinding()]param([int]$a) }; { f -b } | Should -Throw -ErrorId 'NamedParameterNotFound,f'; { f x } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,f'; { f 1 2 } | Should -Throw -ErrorId 'PositionalParameterNotFound,f'; { f -a } | Should -Throw -ErrorId 'MissingArgument,f'; {f -a 1 -a 2} | Should -Throw -ErrorId 'ParameterAlreadyBound,f'}
  It 'simple fn' { function g([int]$a) { $args }; { g x } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,g'; g 1 2 | Should -Be 2; {g -a} | Should -Throw -ErrorId 'MissingArgument,g' }
  It 'ambiguous' { function f { [CmdletBinding()]param($abc,$abd) }; { f -ab 1 } | Should -Throw -ErrorId 'AmbiguousParameter,f' }
  It 'mandatory' { function f { [CmdletBinding()]param([Parameter(Mandatory)][string]$a) $a }; { f '' } | Should -Throw -ErrorId 'ParameterArgumentValidationErrorEmptyStringNotAllowed,f'; { f $null } | Should -Throw -ErrorId 'ParameterArgumentValidationErrorEmptyStringNotAllowed,f'; function g { [CmdletBinding()]param([Parameter(Mandatory)][string[]]$a) $a }; { g @() } | Should -Throw -ErrorId 'ParameterArgumentValidationErrorEmptyArrayNotAllowed,g'; {g $null} | Should -Throw -ErrorId 'ParameterArgumentValidationErrorNullNotAllowed,g'; {g 'a',''} | Should -Throw -ErrorId 'ParameterArgumentValidationErrorEmptyStringNotAllowed,g' }
  It 'validate' { function f { param([ValidateRange(1,5)]$a,[ValidateSet('x','y')]$b,[ValidatePattern('^a')]$c,[ValidateLength(1,2)]$d,[ValidateCount(1,2)]$e,[ValidateScript({$_ -gt 1})]$f,[ValidateNotNull()]$g,[ValidateNotNullOrEmpty()]$h) }; foreach ($s in '-a 9','-b z','-c z','-d abc','-e 1,2,3','-f 1','-g $null','-h ""') { { Invoke-Expression "f $s" } | Should -Throw -ErrorId 'ParameterArgumentValidationError,f' } }
  It 'validate var' { { [ValidateRange(1,5)]$v = 9 } | Should -Throw -ErrorId ValidateSetFailure; { [int]$i=1; $i='x' } | Should -Throw -ErrorId RuntimeException }
  It 'loops' { $r = foreach ($i in 1..5) { if ($i -eq 2) { continue }; if ($i -eq 4) { break }; $i }; $r | Should -Be 1,3; $r = :o foreach ($i in 1..3) { foreach ($j in 1..3) { if ($j -eq 2) { continue o }; "$i$j" } }; $r -join ',' | Should -Be '11,21,31'; $i=0; do { $i++ } until ($i -ge 3); $i | Should -Be 3; $r=for ($i=0; $i -lt 3; $i++) { $i }; $r | Should -Be 0,1,2; $i=0; while ($true) { if (++$i -gt 4) { break } }; $i | Should -Be 5 }
  It 'switch' { $(switch (3) { 1 {'a'} 3 {'b'} {$_ -gt 2} {'c'} default {'d'} }) | Should -Be b,c; $(switch -wildcard ('abc') { 'a*' {1; break} '*c' {2} }) | Should -Be 1; $(switch -regex ('abc') { '^a(.)' { $matches[1] } }) | Should -Be b; $(switch -CaseSensitive ('a') { 'A' {1} default {2} }) | Should -Be 2; $(switch (1,2) { 1 {'x'} default {"d$_"}}) | Should -Be x,d2; $(switch -exact ('a*') { 'a*' {1}}) | Should -Be 1; switch ($null) { $null { $z=1 } }; $z | Should -Be 1; $(switch (@()) { default {1}}) | Should -BeNullOrEmpty }
  It 'switch file' { 'a','b' | Set-Content TestDrive:/x.txt; $(switch -File TestDrive:/x.txt { 'a' {1} 'b' {2}}) | Should -Be 1,2 }
}
