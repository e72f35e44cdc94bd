Describe 'A script that asks who it is' {
  It 'is known by its path however it is called' {
    Set-Content "$TestDrive/who.ps1" '$me = $MyInvocation.MyCommand; "$($me.Name)|$($me.Path)|$($me.Definition)|$($me.CommandType)"; (Get-Variable MyInvocation).Value.MyCommand.Path; function Get-Where { $script:MyInvocation.MyCommand.Path }; Get-Where'
    $path = (Get-Item "$TestDrive/who.ps1").FullName
    foreach ($lines in (& $path), (. $path)) {
      $lines[0] | Should -Be "who.ps1|$path|$path|ExternalScript"
      $lines[1] | Should -Be $path
    }
    (& $path)[2] | Should -Be $path
  }
  It 'has its parameters and its text there' {
    Set-Content "$TestDrive/takes.ps1" 'param($First, $Second) $MyInvocation.MyCommand.Parameters.Keys -join ","; $MyInvocation.MyCommand.ScriptBlock.ToString().Length -gt 20'
    (& "$TestDrive/takes.ps1")[0] | Should -Match 'First'
    (& "$TestDrive/takes.ps1")[1] | Should -Be $true
  }
}
Describe 'A list that comes as one object' {
  It 'is shown by its elements' {
    (, (1, 2) | Out-String).Trim() -split '\s+' | Should -Be '1', '2'
    $text = @{ all = @([pscustomobject]@{ Disk = 'a' }, [pscustomobject]@{ Disk = 'b' }) }.Values | Out-String
    $text | Should -Match 'Disk'
    $text | Should -Not -Match 'LongLength'
    (, [System.Collections.Generic.List[int]](7, 8) | Format-List | Out-String).Trim() -split '\s+' | Should -Be '7', '8'
  }
  It 'is shown itself by -Expand CoreOnly, and both ways by Both' {
    , (1, 2) | Format-List -Expand CoreOnly | Out-String | Should -Match 'LongLength +: 2'
    $both = , ('x', 'y') | Format-List -Expand Both | Out-String
    $both | Should -Match 'The following object supports IEnumerable:'
    $both | Should -Match 'The IEnumerable contains the following 2 objects:\s+x\s+y'
  }
  It 'shows a list in it as the object that it is' { , ((1, 2), (3, 4)) | Out-String | Should -Match 'Rank' }
}
Describe 'Small things that published scripts lean on' {
  It 'measures no property of nothing' {
    $none = @() | Measure-Object -Property Value -Sum -ErrorAction Stop
    $none | Should -BeNullOrEmpty
    { 'a' | Measure-Object -Property Value -Sum -ErrorAction Stop } | Should -Throw -ErrorId 'GenericMeasurePropertyNotFound,Microsoft.PowerShell.Commands.MeasureObjectCommand'
  }
  It 'takes a character of a text by Chars' { ('6.5'.Chars(0)) | Should -Be ([char]'6'); '6.5'.Chars(0).GetType().Name | Should -Be Char }
}
Describe 'A SecureString under a key' {
  It 'comes back with the key, however it is given' {
    $secret = ConvertTo-SecureString 'sécret' -AsPlainText -Force
    foreach ($size in 16, 24, 32) {
      $text = $secret | ConvertFrom-SecureString -Key (1..$size)
      $text | Should -Match '^76492d1116743f0423413b16050a5345'
      $text | ConvertTo-SecureString -Key ([byte[]](1..$size)) | ConvertFrom-SecureString -AsPlainText | Should -Be 'sécret'
    }
    $word = ConvertTo-SecureString '12345678' -AsPlainText -Force
    $secret | ConvertFrom-SecureString -SecureKey $word | ConvertTo-SecureString -SecureKey $word | ConvertFrom-SecureString -AsPlainText | Should -Be 'sécret'
  }
  It 'is read from what PowerShell itself writes' {
    $text = '76492d1116743f0423413b16050a5345' + [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes('2|AAECAwQFBgcICQoLDA0ODw==|815345dfa1ceb620480323d735b98ddf'))
    $text | ConvertTo-SecureString -Key (1..16) | ConvertFrom-SecureString -AsPlainText | Should -Be 'lab'
  }
  It 'is another text each time, and refused with another key' {
    $secret = ConvertTo-SecureString 'lab' -AsPlainText -Force
    $texts = 1..4 | ForEach-Object { $secret | ConvertFrom-SecureString -Key (1..16) }
    ($texts | Select-Object -Unique).Count | Should -Be 4
    $opened = $texts | ForEach-Object { try { $_ | ConvertTo-SecureString -Key (2..17) | ConvertFrom-SecureString -AsPlainText } catch { 'refused' } }
    $opened | Should -Not -Contain 'lab'
    $opened | Should -Contain 'refused'
    { $secret | ConvertFrom-SecureString -Key (1..5) -ErrorAction Stop } | Should -Throw -ErrorId 'ImportSecureString_InvalidArgument_CryptographicError,Microsoft.PowerShell.Commands.ConvertFromSecureStringCommand'
  }
}
