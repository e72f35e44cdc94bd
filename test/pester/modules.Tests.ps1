# Modules by name, path and version.
Describe 'Import-Module' {
  $versions = Join-Path $TestDrive 'Clock'
  foreach ($version in '1.5', '1.10', '2.0') {
    $null = New-Item -ItemType Directory "$versions/$version"
    New-ModuleManifest "$versions/$version/Clock.psd1" -ModuleVersion $version -RootModule Clock.psm1 -Guid 6f0c1ba4-8f0e-4c5a-9d6e-1f5f4a0a7b11
    Set-Content "$versions/$version/Clock.psm1" "function Get-ClockVersion { '$version' }"
  }
  $before = $env:PSModulePath
  $env:PSModulePath = $TestDrive
  AfterEach { Get-Module Clock, Tower | Remove-Module }

  It 'takes the highest version, in any case of the name' { Import-Module cLOCK; Get-ClockVersion | Should -Be '2.0' }
  It 'takes the version that is asked for: <Asked>' -TestCases @(
    @{ Asked = @{ RequiredVersion = '1.5' }; Got = '1.5' }
    @{ Asked = @{ MaximumVersion = '1.99' }; Got = '1.10' }
    @{ Asked = @{ MaximumVersion = '1.*' }; Got = '1.10' }
    @{ Asked = @{ MinimumVersion = '1.6'; MaximumVersion = '1.10' }; Got = '1.10' }
  ) { param($Asked, $Got) Import-Module Clock @Asked; Get-ClockVersion | Should -Be $Got; (Get-Module Clock).Version | Should -Be ([version]$Got) }
  It 'takes a specification' {
    $module = Import-Module -FullyQualifiedName @{ ModuleName = $versions; ModuleVersion = '1.0'; MaximumVersion = '1.6' } -PassThru
    $module.Version | Should -Be ([version]'1.5')
    $module.Guid | Should -Be ([guid]'6f0c1ba4-8f0e-4c5a-9d6e-1f5f4a0a7b11')
  }
  It 'says that no version will do' {
    { Import-Module Clock -RequiredVersion 3.0 -ErrorAction Stop } | Should -Throw -ErrorId 'Modules_ModuleWithVersionNotFound,Microsoft.PowerShell.Commands.ImportModuleCommand'
    { Import-Module -FullyQualifiedName @{ ModuleName = 'Clock'; ModuleVersion = '1.0'; Guid = [guid]::NewGuid() } } | Should -Throw -ErrorId 'Modules_ModuleWithVersionNotFound,Microsoft.PowerShell.Commands.ImportModuleCommand'
    { Import-Module Clock -MinimumVersion 2.0 -MaximumVersion 1.0 } | Should -Throw -ErrorId 'ArgumentOutOfRange,Microsoft.PowerShell.Commands.ImportModuleCommand'
    { Import-Module -FullyQualifiedName @{ ModuleName = 'Clock' } } | Should -Throw
  }
  It 'loads what a module requires and is made of, and runs its scripts before' {
    Set-Content "$TestDrive/bells.psm1" 'function Get-Bell { "ding" }'
    Set-Content "$TestDrive/first.ps1" '$global:towerScript = "ran"'
    New-ModuleManifest "$TestDrive/Tower.psd1" -RequiredModules @{ ModuleName = 'Clock'; RequiredVersion = '1.5' } -NestedModules bells.psm1 -ScriptsToProcess first.ps1
    $tower = Import-Module "$TestDrive/Tower.psd1" -PassThru
    Get-ClockVersion | Should -Be '1.5'
    Get-Bell | Should -Be ding
    $towerScript | Should -Be ran
    $tower.RequiredModules.Name | Should -Be Clock
    $tower.NestedModules.Name | Should -Be bells
    Remove-Module Tower
    { Get-Bell } | Should -Throw -ErrorId CommandNotFoundException
  }
  It 'refuses a manifest whose required module is missing' {
    New-ModuleManifest "$TestDrive/Tower.psd1" -RequiredModules NoSuchModule
    { Import-Module "$TestDrive/Tower.psd1" } | Should -Throw -ErrorId 'Modules_InvalidManifest,Microsoft.PowerShell.Commands.ImportModuleCommand'
  }
  It 'lists what can be imported without running it' {
    Set-Content "$TestDrive/Tower.psd1" '@{ ModuleVersion = (throw "run") }'
    (Get-Module -ListAvailable Clock | Sort-Object Version).Version -join ' ' | Should -Be '1.5 1.10 2.0'
    (Get-Module -ListAvailable -FullyQualifiedName @{ ModuleName = 'clock'; ModuleVersion = '1.6' }).Count | Should -Be 2
    (Get-Module -ListAvailable "$versions/1.5/Clock.psd1").Version | Should -Be ([version]'1.5')
    { Get-Module -ListAvailable "$TestDrive/nowhere" -ErrorAction Stop } | Should -Throw -ErrorId 'Modules_ModuleNotFoundForGetModule,Microsoft.PowerShell.Commands.GetModuleCommand'
    (Get-Module -ListAvailable Microsoft.PowerShell.Core).ExportedCmdlets.ContainsKey('Get-Module') | Should -BeTrue
  }
  $env:PSModulePath = $before
}
Describe 'Remove-Module' {
  foreach ($name in 'North', 'South') { Set-Content "$TestDrive/$name.psm1" "function Get-$name { '$name' }" }
  BeforeEach { Import-Module "$TestDrive/North.psm1", "$TestDrive/South.psm1" }
  It 'takes names, patterns, specifications and modules' {
    Remove-Module Nor*; Get-Module North | Should -BeNullOrEmpty; Get-South | Should -Be South
    Remove-Module -FullyQualifiedName @{ ModuleName = 'South'; ModuleVersion = '0.0' }; Get-Module South | Should -BeNullOrEmpty
    $module = Import-Module "$TestDrive/South.psm1" -PassThru
    Remove-Module -ModuleInfo $module; Remove-Module -ModuleInfo $module -ErrorAction Stop
    { Remove-Module South -ErrorAction Stop } | Should -Throw -ErrorId 'Modules_NoModulesRemoved,Microsoft.PowerShell.Commands.RemoveModuleCommand'
  }
  It 'keeps what is read-only or constant' {
    (Get-Module North).AccessMode = 'ReadOnly'
    { Remove-Module North -ErrorAction Stop } | Should -Throw -ErrorId 'Modules_ModuleIsReadOnly,Microsoft.PowerShell.Commands.RemoveModuleCommand'
    Remove-Module North -Force; Get-Module North | Should -BeNullOrEmpty
    (Get-Module South).AccessMode = 'Constant'
    { Remove-Module South -Force -ErrorAction Stop } | Should -Throw -ErrorId 'Modules_ModuleIsConstant,Microsoft.PowerShell.Commands.RemoveModuleCommand'
  }
}
Describe 'Numbers as texts' {
  It 'keep their digits' {
    function show([string]$Text, [version]$Version) { "$Text" }
    show 007 | Should -BeExactly '007'; show -Text 1.10 | Should -BeExactly '1.10'; show -Text:0x1F | Should -BeExactly '0x1F'; show (1.10) | Should -BeExactly '1.1'
  }
}
