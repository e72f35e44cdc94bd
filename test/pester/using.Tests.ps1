using namespace System.IO
using namespace System.Management.Automation.Language

Describe 'using' {
    It 'a namespace is open in the whole script, parameters too' {
        function Get-Kind([CommandAst] $Node) { $Node.GetCommandName() }
        [Path]::GetFileName('/a/b.txt') | Should -Be 'b.txt'
        Get-Kind { Get-VM }.Ast.EndBlock.Statements[0].PipelineElements[0] | Should -Be 'Get-VM'
    }
    It 'a module brings its classes, by a path beside the script' {
        $null = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'Shapes')
        Set-Content (Join-Path $TestDrive 'Shapes/Shapes.psm1') 'class Square { [int] $Side; [int] Area() { return $this.Side * $this.Side } }'
        $script = Join-Path $TestDrive 'draw.ps1'
        Set-Content $script "using module ./Shapes`nclass Box : Square {}`n[Box]@{ Side = 4 } | ForEach-Object { `$_.Area() }"
        & $script | Should -Be 16
    }
}

Describe 'types of one script' {
    It 'may name later ones' {
        enum First { a = [Second]::b + 2 }
        enum Second { b = 40 }
        class Upper { static [Lower] $kept }
        class Lower : Upper { }
        [First]::a.value__ | Should -Be 42
        [Upper]::kept = [Lower]::new()
        { [Upper]::kept = 'text' } | Should -Throw -ErrorId 'ExceptionWhenSetting'
    }
    It 'count flags by bits' {
        [Flags()] enum Bits { None; One; Two; Four }
        [Bits]::Four.value__ | Should -Be 4
    }
    It 'check what a static property gets' {
        class Limits { static [ValidateRange(1, 10)] [int] $Count = 1 }
        { [Limits]::Count = 20 } | Should -Throw -ErrorId 'ExceptionWhenSetting'
    }
}
