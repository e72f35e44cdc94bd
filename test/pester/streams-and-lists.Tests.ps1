Describe 'Streams' {
  It 'write what they say into a file' {
    $log = Join-Path $TestDrive 'log.txt'
    Write-Warning 'disk is nearly full' 3>&1 -WarningAction Continue > $log; Get-Content $log | Should -BeExactly 'disk is nearly full'
    Write-Verbose 'step 1' -Verbose 4>&1 > $log; Get-Content $log | Should -BeExactly 'step 1'
    Write-Information 'begun' *> $log; Get-Content $log | Should -BeExactly 'begun'
  }
  It 'say where information comes from' {
    $record = Write-Information 'begun' -Tags plan 6>&1
    $record.ProcessId | Should -Be $PID
    $record.TimeGenerated | Should -BeOfType datetime
    $record.Computer | Should -Be ([environment]::MachineName)
  }
  It 'name the function that an error is of' {
    function Test-Plan { Write-Error 'no plan' }
    (Test-Plan 2>&1).InvocationInfo.MyCommand.Name | Should -Be 'Test-Plan'
    (Write-Error 'no plan' 2>&1).InvocationInfo.MyCommand | Should -BeNullOrEmpty
  }
}
Describe 'Update-List' {
  It 'adds, removes and replaces' {
    $plan = [pscustomobject]@{ Hosts = [System.Collections.ArrayList]@('a', 'b', 'c') }
    ($plan | Update-List Hosts -Add d -Remove b).Hosts -join '' | Should -Be 'acd'
    $null = Update-List -InputObject $plan -Property Hosts -Replace x, y; $plan.Hosts -join '' | Should -Be 'xy'
    { [pscustomobject]@{ Hosts = 1, 2 } | Update-List Hosts -Add 3 -ErrorAction Stop } | Should -Throw -ErrorId 'MemberDoesntSupportUpdate,Microsoft.PowerShell.Commands.UpdateListCommand'
  }
}
Describe 'Import-LocalizedData' {
  $null = New-Item -ItemType Directory "$TestDrive/de", "$TestDrive/fr-CA"
  Set-Content "$TestDrive/tool.psd1" "@{ Done = 'Done' }"
  Set-Content "$TestDrive/de/tool.psd1" "@{ Done = 'Fertig' }"
  Set-Content "$TestDrive/fr-CA/tool.psd1" "@{ Done = 'Fini' }"
  It 'takes the nearest language: <Culture>' -TestCases @(@{ Culture = 'de-AT'; Text = 'Fertig' }, @{ Culture = 'fr-CA'; Text = 'Fini' }, @{ Culture = 'fr-FR'; Text = 'Done' }) {
    param($Culture, $Text) (Import-LocalizedData -BaseDirectory $TestDrive -FileName tool -UICulture $Culture).Done | Should -Be $Text
  }
  It 'is for a script' {
    Set-Content "$TestDrive/tool.ps1" 'Import-LocalizedData texts -UICulture de-DE; $texts.Done'
    & "$TestDrive/tool.ps1" | Should -Be 'Fertig'
    { Import-LocalizedData -BaseDirectory $TestDrive -FileName none -ErrorAction Stop } | Should -Throw -ErrorId 'ImportLocalizedData,Microsoft.PowerShell.Commands.ImportLocalizedDataCommand'
  }
}
Describe 'Arguments and texts' {
  It 'refuse what cannot be converted' { { Write-Host x -ForegroundColor 16 } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.WriteHostCommand' }
  It 'leave the separator of a culture alone' { { Import-Csv -Path none.csv -UseCulture ';' } | Should -Throw -ErrorId 'PositionalParameterNotFound,Microsoft.PowerShell.Commands.ImportCsvCommand' }
  It 'do not open inner lists' { "$(1, (2, 3))" | Should -Be '1 System.Object[]' }
  It 'keep all digits of a single' { ConvertTo-Json ([single]::MaxValue) | Should -Be '3.4028235E+38' }
  It 'show an alias of an alias by its command' { Set-Alias tell Write-Output; Set-Alias say tell; (Get-Alias say).DisplayName | Should -Be 'say -> Write-Output' }
}
