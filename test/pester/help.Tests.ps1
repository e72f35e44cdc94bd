Describe 'Help that is asked for with -?' {
  It 'is shown instead of running the command' {
    function Get-Half { <#
      .SYNOPSIS
      Halves a number.
      #>
      param([int] $Number) $Number / 2 }
    (Get-Half -Number 4 -?).Synopsis | Should -Be 'Halves a number.'
    Get-Half -Number 4 | Should -Be 2
    (Get-Item -?).Name | Should -Be 'Get-Item'
    (gi -?).Name | Should -Be 'Get-Item'
  }
  It 'is found for a script by its path' {
    Set-Content "$TestDrive/half.ps1" '<#', '.SYNOPSIS', 'Halves.', '#>', 'param($Number)', "'ran'"
    (Get-Help "$TestDrive/half.ps1").Synopsis | Should -Be 'Halves.'
    (& "$TestDrive/half.ps1" -?).Synopsis | Should -Be 'Halves.'
  }
}
