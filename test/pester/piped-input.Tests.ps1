Describe 'What comes from the pipeline as $input' {
  It 'is walked through once, and again after Reset' {
    function Show-Twice { "first: $input"; "again: $input"; $input.Reset(); "after: $input" }
    'a', 'b' | Show-Twice | Should -Be 'first: a b', 'again: ', 'after: a b'
  }
  It 'is one object at a time in a process block' {
    function Show-Each { process { "<$input>" } }
    'a', 'b' | Show-Each | Should -Be '<a>', '<b>'
  }
  It 'moves on by MoveNext' {
    function Step-Input { while ($input.MoveNext()) { $input.Current * 2 } }
    1, 2 | Step-Input | Should -Be 2, 4
  }
  It 'belongs to the block that is dot-sourced, and after it to the caller again' {
    function Use-Both { 'x' | . { "inner $input" }; "outer $input" }
    1, 2 | Use-Both | Should -Be 'inner x', 'outer 1 2'
  }
}
Describe 'Files of .NET' {
  It 'name what is missing: the file, or the folder' {
    { [System.IO.File]::ReadAllText("$TestDrive/none.txt") } | Should -Throw "*Could not find file '$TestDrive/none.txt'.*"
    $caught = try { [System.IO.File]::ReadAllText("$TestDrive/no/such.txt") } catch [System.IO.DirectoryNotFoundException] { $_.Exception.InnerException.Message }
    $caught | Should -Be "Could not find a part of the path '$TestDrive/no/such.txt'."
    try { [System.IO.File]::WriteAllText("$TestDrive/no/such.txt", 'x') } catch [System.IO.IOException] { $_.FullyQualifiedErrorId | Should -Be DirectoryNotFoundException }
  }
}
