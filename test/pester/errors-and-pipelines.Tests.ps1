Describe 'what ends a command, a statement, a chain' {
    BeforeAll {
        filter Stop-At {
            [CmdletBinding()] param([Parameter(ValueFromPipeline)] $Item, $At)
            if ($Item -ne $At) { return $Item }
            $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new(
                [System.ArgumentException]::new("stopped at $Item"), 'StoppedAt', 'InvalidArgument', $Item))
            'not reached'
        }
    }
    It 'ThrowTerminatingError ends the command and its pipeline, not the script' {
        $global:ErrorActionPreference = 'Continue'
        $text = '1..5 | Stop-At -At 3; "next"'
        $ps = [powershell]::Create().AddScript("filter Stop-At {$((Get-Command Stop-At).ScriptBlock)}; $text")
        $ps.Invoke() | Should -Be @(1, 2, 'next')
        $ps.Streams.Error[0].FullyQualifiedErrorId | Should -Be 'StoppedAt,Stop-At'
    }
    It 'and counts as a failure on the left of ||' {
        $text = '1..5 | Stop-At -At 3 || "other"'
        $ps = [powershell]::Create().AddScript("filter Stop-At {$((Get-Command Stop-At).ScriptBlock)}; $text")
        $ps.Invoke() | Should -Be @(1, 2, 'other')
    }
    It 'but goes up inside try' {
        $written = & { try { 1..5 | Stop-At -At 3 || 'other' } catch { $_.FullyQualifiedErrorId } }
        $written | Should -Be @(1, 2, 'StoppedAt,Stop-At')
    }
    It 'a trap that continues lets the right side of a chain run' {
        & { trap { continue }; 1..5 | Stop-At -At 3 || 'other' } | Should -Be @(1, 2, 'other')
        & { trap { 'trapped'; continue }; $(throw 'x') && 'other'; 'next' } | Should -Be @('trapped', 'next')
    }
    It 'a condition that ran a command leaves $? true' {
        $seen = if (Write-Error bad -ErrorAction Ignore) { 'answered' } else { $? }
        $seen | Should -BeTrue
    }
    It 'brackets keep what $? was' {
        $seen = (Get-Item /no/such/thing -ErrorAction Ignore) || 'recovered'
        $seen | Should -Be 'recovered'
    }
    It 'Write-Error leaves an exception with the message' {
        Write-Error 'the words' -ErrorAction SilentlyContinue
        $Error[0].Exception.Message | Should -Be 'the words'
    }
}

Describe 'clean blocks' {
    It 'runs when another block ran, and writes nothing' {
        $seen = [System.Collections.ArrayList]::new()
        function test-clean { end { 'end' } clean { $null = $seen.Add('clean'); 'dropped' } }
        test-clean | Should -Be 'end'
        $seen.Count | Should -Be 1
    }
    It 'does not run when nothing else did' {
        $seen = [System.Collections.ArrayList]::new()
        function test-only { clean { $null = $seen.Add('clean') } }
        test-only
        $seen.Count | Should -Be 0
    }
    It 'reports its own error and lets what ran stand' {
        function test-bad { [CmdletBinding()] param() end { 'end' } clean { throw 'in clean' } }
        $written = try { test-bad 2>$null } catch { 'went up' }
        $written | Should -Be 'end'
        $Error[0].Exception.Message | Should -Be 'in clean'
    }
}

Describe 'steppable pipelines' {
    It 'a proxy function wraps a command' {
        function Measure-Twice {
            [CmdletBinding()] param([Parameter(ValueFromPipeline)] $Value)
            begin { $steps = { ForEach-Object { $_ * 2 } }.GetSteppablePipeline(); $steps.Begin($PSCmdlet) }
            process { $steps.Process($Value) }
            end { $steps.End() }
        }
        1, 2, 3 | Measure-Twice | Should -Be @(2, 4, 6)
    }
    It 'gives what was written since the last step' {
        $block = { begin { 'begin' } process { "got $_" } end { 'end' } }
        $steps = { & $block }.GetSteppablePipeline()
        $steps.Begin($true)
        $steps.Process(1) | Should -Be @('begin', 'got 1')
        $steps.Process(2) | Should -Be 'got 2'
        $steps.End() | Should -Be 'end'
    }
}

Describe 'delegates' {
    BeforeAll {
        class Sums {
            static [int] Thrice([int] $n) { return 3 * $n }
            static [string] Stars([System.Text.RegularExpressions.Match] $m) { return '*' * $m.Value.Length }
            [int] Twice([int] $n) { return 2 * $n }
        }
    }
    It 'a method by its name is a Func' {
        ([Func[int, int]] [Sums]::Thrice).Invoke(4) | Should -Be 12
        ([Func[int, int]] [Sums]::new().Twice).Invoke(4) | Should -Be 8
    }
    It 'and can stand for a replacement' {
        'pin 1234' -replace '\d+', [Sums]::Stars | Should -Be 'pin ****'
    }
    It 'a script block is one too' {
        $add = [Func[int, int, int]] { param($a, $b) $a + $b }
        $add.Invoke(20, 22) | Should -Be 42
    }
}

Describe 'the syntax tree' {
    It 'is walked by Find and FindAll' {
        $tree = [System.Management.Automation.Language.Parser]::ParseInput(
            'function Get-A { Get-VM | Where-Object { $_.Name } }; Get-A -Name x', [ref] $null, [ref] $null)
        $commands = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
        $commands.ForEach({ $_.GetCommandName() }) | Should -Be @('Get-VM', 'Where-Object', 'Get-A')
        $function = $tree.Find({ param($n) $n -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $false)
        $function.Name | Should -Be 'Get-A'
        $pipeline = $function.Body.EndBlock.Statements[0]
        $pipeline.PipelineElements[0].Parent | Should -Be $pipeline
        $pipeline.Parent.Parent.Parent | Should -Be $function
        $commands[2].CommandElements[1].ParameterName | Should -Be 'Name'
    }
    It 'of a function is its definition' {
        function Get-B { 'b' }
        (Get-Command Get-B).ScriptBlock.Ast.Extent.Text | Should -Be "function Get-B { 'b' }"
    }
    It 'gives values that need nothing run' {
        $table = { @{ one = 1; list = 1, 2; text = 'x' } }.Ast.Find(
            { $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $true).SafeGetValue()
        $table.list.Count | Should -Be 2
        $variable = { $env:HOME }.Ast.Find(
            { $args[0] -is [System.Management.Automation.Language.VariableExpressionAst] }, $true)
        { $variable.SafeGetValue() } | Should -Throw -ErrorId 'InvalidOperationException'
    }
}

Describe 'a second session' {
    It 'tells a text that stops too early from one that is wrong' {
        { [powershell]::Create().AddScript('if (').Invoke() } | Should -Throw -ErrorId IncompleteParseException
        { [powershell]::Create().AddScript('1 | 1').Invoke() } | Should -Throw -ErrorId ParseException
    }
    It 'keeps what went wrong for EndInvoke' {
        $ps = [powershell]::Create().AddScript('Write-Error bad -ErrorAction Stop')
        $running = $ps.BeginInvoke()
        { $ps.EndInvoke($running) } | Should -Throw -ErrorId ActionPreferenceStopException
        "$($ps.InvocationStateInfo.State)" | Should -Be 'Failed'
    }
}

Describe 'values of casts and names' {
    It 'an assignment behind a cast is what the cast made' {
        ([bool] $flag = 42).GetType().Name | Should -Be 'Boolean'
    }
    It 'a failed cast is an error of the script with the cast as its cause' {
        $err = { [int] 'abc' } | Should -Throw -PassThru
        $err.Exception.GetType().Name | Should -Be 'RuntimeException'
        $err.Exception.InnerException.GetType().Name | Should -Be 'PSInvalidCastException'
    }
    It 'names a property that a class has not' {
        class Plain { [int] $a }
        $err = { [Plain] @{ b = 1 } } | Should -Throw -PassThru
        $err.FullyQualifiedErrorId | Should -Be 'ObjectCreationError'
    }
    It 'a name in braces may hold an escape in braces' {
        ${sum`u{3a3}} = 5
        Get-Variable sum* -ValueOnly | Should -Be 5
    }
    It '-split takes the last parts by a script block too' {
        'a1b2c' -split { $_ -match '\d' }, -2 | Should -Be @('a1b', 'c')
    }
}
