# What becomes of an error on its way up: whose it is, who sees it, and what stays behind.

Describe 'An error that leaves a command' {
    It 'is the cmdlet''s that ran the code' {
        { 1 | ForEach-Object { [int]'one' } } | Should -Throw -ErrorId 'InvalidCastFromStringToInteger,Microsoft.PowerShell.Commands.ForEachObjectCommand'
        { Invoke-Expression '1 +' } | Should -Throw -ErrorId 'ExpectedValueExpression,Microsoft.PowerShell.Commands.InvokeExpressionCommand'
    }
    It 'is the advanced function''s, but not a plain one''s' {
        function Get-Half { [CmdletBinding()] param() 1 / 0 }
        function half { 1 / 0 }
        { Get-Half } | Should -Throw -ErrorId 'RuntimeException,Get-Half'
        { half } | Should -Throw -ErrorId 'RuntimeException'
    }
    It 'stays as it was thrown' {
        function Stop-It { [CmdletBinding()] param() throw 'enough' }
        { Stop-It } | Should -Throw -ErrorId 'enough'
        { 1 | ForEach-Object { throw 'enough' } } | Should -Throw -ErrorId 'enough'
    }
    It 'is caught as what happened and as the failure of the command' {
        $by = try { Invoke-Expression 'Get-Date -Nope' } catch [System.Management.Automation.CmdletInvocationException] { 'command' }
        $by | Should -Be 'command'
        $by = try { Get-Item ./no-such-file -ErrorAction Stop } catch [System.Management.Automation.ActionPreferenceStopException] { $_.Exception.GetType().Name }
        $by | Should -Be 'ItemNotFoundException'
    }
    It 'goes through a function that keeps quiet when it was asked to stop' {
        function quiet { [CmdletBinding()] param() Get-Item ./no-such-file -ErrorAction Stop; 'went on' }
        { quiet -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand'
    }
    It 'reaches a host as the failure of a command around what it was' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript('function Get-Third { [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new([System.ArgumentException]::new("third"), "Third", "InvalidArgument", $null)) }').Invoke()
        $shell.Commands.Clear()
        $failure = try { $shell.AddCommand('Get-Third').Invoke() } catch { $_.Exception }
        $failure.InnerException | Should -BeOfType System.Management.Automation.CmdletInvocationException
        $failure.InnerException.InnerException | Should -BeOfType System.ArgumentException
    }
}

Describe 'The variables of a pipeline' {
    It '-ErrorVariable of a function keeps what the last command of its pipelines reports' {
        function inner { [CmdletBinding()] param([Parameter(ValueFromPipeline)]$x) Write-Error 'inner'; $x }
        function outer { [CmdletBinding()] param() Write-Error 'outer'; inner 1 | inner }
        $null = outer -ErrorVariable seen 2>$null
        "$seen" | Should -Be 'outer inner'
    }
}

Describe 'Preferences of the session' {
    It 'are of their type for good' {
        $kept = $global:WarningPreference
        { $global:WarningPreference = 'loud' } | Should -Throw -ErrorId RuntimeException
        { $global:ErrorActionPreference = 'Suspend' } | Should -Throw -ErrorId RuntimeException
        $global:WarningPreference | Should -Be $kept
    }
}

Describe 'Nothing, and what is like it' {
    It 'void leaves a place in an array and no object in a pipeline' {
        $list = [System.Collections.ArrayList]::new()
        $three = [void]$list.Add(1), $list.Clear(), 3
        $three.Count | Should -Be 3
        ($three | ForEach-Object { 'seen' }).Count | Should -Be 1
        $list.Clear() | ForEach-Object { 'seen' } | Should -BeNullOrEmpty
    }
    It 'DBNull and NullString equal null, not each other, and are there' {
        [DBNull]::Value -eq $null | Should -BeTrue
        [DBNull]::Value -eq [NullString]::Value | Should -BeFalse
        [bool][NullString]::Value | Should -BeFalse
        ([DBNull]::Value ?? 'none').GetType().Name | Should -Be DBNull
        @{ a = [DBNull]::Value } | ConvertTo-Json -Compress | Should -Be '{"a":null}'
    }
}

Describe 'Types by half' {
    It 'a generic type gets its arguments later' {
        $type = [object].Assembly.GetType('System.Func`3').MakeGenericType(@([int], [int], [string]))
        $sum = { $args[0] + $args[1] } -as $type
        $sum.DynamicInvoke(@(2, 3)) | Should -Be 5
    }
    It 'a tuple is read by index' {
        $pair = [Tuple]::Create('a', 'b')
        $pair[-1] | Should -Be b
        $pair[0..1] -join '' | Should -Be ab
    }
    It 'only value types are nullable' { { [nullable[string]] } | Should -Throw -ErrorId TypeNotFoundWithMessage }
    It 'a place on the console' {
        $place = [System.Management.Automation.Host.Coordinates]@{ X = 3; Y = 4 }
        $place.X + $place.Y | Should -Be 7
    }
}

Describe 'Scripts as text' {
    It 'the older tokens tell words, brackets and lines' {
        $errors = $null
        $tokens = [System.Management.Automation.PSParser]::Tokenize("Get-Date `"at `$x`" # now`n(1)", [ref]$errors)
        $tokens.Type -join ' ' | Should -Be 'Command String Comment NewLine GroupStart Number GroupEnd'
        $tokens[1].Content | Should -Be 'at $x'
        $errors.Count | Should -Be 0
        $null = [System.Management.Automation.PSParser]::Tokenize('if (', [ref]$errors)
        $errors.Count | Should -BeGreaterThan 0
    }
    It 'the restricted language takes data and what is named' {
        { { 1, @{ a = $true } }.CheckRestrictedLanguage($null, $null, $false) } | Should -Not -Throw
        { { $a }.CheckRestrictedLanguage($null, $null, $false) } | Should -Throw -ErrorId ParseException
        { { $a + $env:x }.CheckRestrictedLanguage($null, [string[]]@('a'), $true) } | Should -Not -Throw
        { { Get-Date }.CheckRestrictedLanguage([string[]]@('get-date'), $null, $false) } | Should -Not -Throw
    }
    It 'an error in the condition after a body stands in its line' {
        Set-Content TestDrive:/loop.ps1 "do {}`nwhile (`$null[0])"
        $place = try { & TestDrive:/loop.ps1 } catch { $_.ScriptStackTrace }
        $place | Should -Match 'loop.ps1: line 2'
    }
    It 'more than 32 parameter sets are too many' {
        $sets = (1..33 | ForEach-Object { "[Parameter(ParameterSetName='s$_')]`$p$_" }) -join ','
        { & ([scriptblock]::Create("param($sets)")) } | Should -Throw -ErrorId ParsingTooManyParameterSets
    }
}

Describe '#requires' {
    It 'refuses a newer language and modules that are not there' {
        Set-Content TestDrive:/new.ps1 '#requires -Version 99'
        { & TestDrive:/new.ps1 } | Should -Throw -ErrorId ScriptRequiresUnmatchedPSVersion
        Set-Content TestDrive:/part.ps1 '#requires -Modules NoSuchModule'
        { & TestDrive:/part.ps1 } | Should -Throw -ErrorId ScriptRequiresMissingModules
        Set-Content TestDrive:/known.ps1 "#requires -Version 5.1 -Modules VMware.PowerCLI`n'ran'"
        & TestDrive:/known.ps1 | Should -Be ran
    }
    It 'loads the module that a script names' {
        $null = New-Item TestDrive:/Fruit/Fruit.psm1 -Force -Value 'function Get-Fruit { "pear" }'
        Set-Content TestDrive:/eat.ps1 "#requires -Modules '$TestDrive/Fruit'`nGet-Fruit"
        & TestDrive:/eat.ps1 | Should -Be pear
    }
}

Describe 'Get-Process' {
    It 'shows what runs, and says what is not there' {
        (Get-Process -Id 1).Id | Should -Be 1
        "$(Get-Process -Id 1)" | Should -BeLike 'System.Diagnostics.Process (*)'
        { Get-Process -Name no-such-program -ErrorAction Stop } | Should -Throw -ErrorId 'NoProcessFoundForGivenName,Microsoft.PowerShell.Commands.GetProcessCommand'
    }
}
