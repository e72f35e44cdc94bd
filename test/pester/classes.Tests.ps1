Describe 'classes derived from .NET types' {
    It 'are lists and tables themselves' {
        class Whole : System.Collections.Generic.List[int] {
            [void] Add([int] $n) { ([System.Collections.Generic.List[int]] $this).Add($n * 10) }
        }
        class Names : System.Collections.ArrayList { [string] All() { return $this -join '+' } }
        $whole = [Whole]::new()
        $whole.Add(4)
        $whole[0] | Should -Be 40
        $whole -is [System.Collections.IList] | Should -BeTrue
        $names = [Names]::new()
        $null = $names.Add('a')
        $null = $names.Add('b')
        $names.Count | Should -Be 2
        $names.All() | Should -Be 'a+b'
    }
    It 'give the properties that their base leaves open' {
        class Screen : System.Management.Automation.Host.PSHost { [string] get_Name() { return 'mine' } }
        [Screen]::new().Name | Should -Be 'mine'
    }
    It 'an object is no null' {
        $lock = [object]::new()
        $null -eq $lock | Should -BeFalse
        $lock.Equals($lock) | Should -BeTrue
    }
}

Describe 'classes of one name in several blocks' {
    function First {
        class Place { [string] Say() { return 'first' } }
        class Inner : Place { }
        [Inner]::new().Say()
    }
    function Second {
        class Place { [string] Say() { return 'second' } }
        class Inner : Place { }
        (New-Object Inner).Say()
    }
    It 'are each its own' {
        (First), (Second), (First) | Should -Be 'first', 'second', 'first'
    }
    It 'are made once, however often the block runs' {
        function Count { class Kept { static [int] $n }; [Kept]::n++; [Kept]::n }
        $null = Count
        Count | Should -Be 2
    }
    It 'methods see the classes beside them, and the script''s own variables' {
        $script:marks = @()
        class Mark { [int] $n }
        class Maker { [void] Make([int] $n) { $script:marks += [Mark]@{ n = $n } } }
        [Maker]::new().Make(7)
        $script:marks[0].n | Should -Be 7
    }
}

Describe 'attributes that are classes' {
    BeforeAll {
        class Modes : System.Management.Automation.IValidateSetValuesGenerator {
            [string[]] GetValidValues() { return 'Required', 'Optional' }
        }
        class Nothing : System.Management.Automation.IValidateSetValuesGenerator {
            [string[]] GetValidValues() { return $null }
        }
        class Doubled : System.Management.Automation.ArgumentTransformationAttribute {
            [object] Transform([System.Management.Automation.EngineIntrinsics] $engine, [object] $value) {
                return "$value$value"
            }
        }
        class Even : System.Management.Automation.ValidateEnumeratedArgumentsAttribute {
            [void] ValidateElement([object] $value) { if ($value % 2) { throw "$value is odd" } }
        }
    }
    It 'say what ValidateSet allows' {
        function Set-Mode { param([ValidateSet([Modes])] $Mode) $Mode }
        Set-Mode Required | Should -Be 'Required'
        { Set-Mode Sometimes } | Should -Throw -ErrorId 'ParameterArgumentValidationError,Set-Mode'
        function Set-None { [CmdletBinding()] param([ValidateSet([Nothing])] $Mode) $Mode }
        $refused = { Set-None x } | Should -Throw -ErrorId 'ParameterArgumentValidationError,Set-None' -PassThru
        $refused.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId |
            Should -Be 'ValidateSetGeneratedValidValuesListIsNull'
    }
    It 'change and check arguments and properties' {
        function Use { param([Doubled()] $Text, [Even()] [int[]] $Number) "$Text/$Number" }
        Use ab 2, 4 | Should -Be 'abab/2 4'
        { Use ab 3 } | Should -Throw '3 is odd'
        class Kept { [Doubled()] $text }
        $kept = [Kept]::new()
        $kept.text = 'x'
        $kept.text | Should -Be 'xx'
    }
    It 'are found again by reflection' {
        class Marked {
            [ValidateSet('a', 'b')] $p
            [Obsolete('use p')] [int] Old() { return 1 }
        }
        [Marked].GetProperty('p').GetCustomAttributes($false)[0].ValidValues | Should -Be 'a', 'b'
        [Marked].GetMethod('Old').GetCustomAttributes($false)[0].Message | Should -Be 'use p'
        [Marked].GetMethod('Old').ReturnType | Should -Be ([int])
    }
}

Describe 'a block that is dot-sourced' {
    It 'has the folder of its own file' {
        Split-Path -Leaf $PSScriptRoot | Should -Be 'pester'
        Split-Path -Leaf $PSCommandPath | Should -Be 'classes.Tests.ps1'
    }
}

Describe 'Operators of a class' {
  class Size {
    [int]$MB
    static [Size] op_Addition([Size]$a, [Size]$b) { return [Size]@{ MB = $a.MB + $b.MB } }
    static [Size] op_Subtraction([Size]$a, [Size]$b) { return [Size]@{ MB = $a.MB - $b.MB } }
    static [Size] op_Multiply([Size]$a, [int]$times) { return [Size]@{ MB = $a.MB * $times } }
  }
  It 'are its static methods' {
    $sum = [Size]@{ MB = 2 } + [Size]@{ MB = 3 }; $sum.MB | Should -Be 5; $sum | Should -BeOfType Size
    $sum += [Size]@{ MB = 1 }; $sum.MB | Should -Be 6
    ($sum - [Size]@{ MB = 4 }).MB | Should -Be 2
    ($sum * 3).MB | Should -Be 18
    { $sum / 2 } | Should -Throw '*op_Division*'
  }
}
