Describe 'pairs of two lists' {
  It 'stand in the order in which they were found' { $r = Compare-Object 1,2,3 3,1,2 -IncludeEqual; "$($r.InputObject)" | Should -Be '1 2 3'; "$($r.SideIndicator)" | Should -Be '== == ==' }
  It 'are looked for no further than the window' { $r = Compare-Object 'a','b' 'b','a' -SyncWindow 0; "$($r | ForEach-Object { $_.InputObject + $_.SideIndicator })" | Should -Be 'b=> a<= a=> b<=' }
}
Describe 'cultures' {
  It 'by name' { (Get-Culture de-DE).EnglishName | Should -Be 'German (Germany)'; { Get-Culture 'no such one' -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterArgumentValidationError,Microsoft.PowerShell.Commands.GetCultureCommand'; (Get-Culture).Name | Should -Be $PSCulture }
  It 'have a list separator that scripts set' {
    $own = [cultureinfo]::new('de-DE'); $own.TextInfo.ListSeparator = ';'; $before = [cultureinfo]::CurrentCulture
    try { [cultureinfo]::CurrentCulture = $own; ([pscustomobject]@{ x = 1; y = 2 } | ConvertTo-Csv -UseCulture)[0] | Should -Be '"x";"y"'; $PSCulture | Should -Be 'de-DE' }
    finally { [cultureinfo]::CurrentCulture = $before }
  }
}
Describe 'sorted lists' {
  It 'are searched by halves' { [array]::BinarySearch(@(3, 5, 8), 5) | Should -Be 1; [array]::BinarySearch(@(3, 5, 8), 6) | Should -Be -3; [array]::BinarySearch(@('a', 'c'), 'z') | Should -Be -3 }
}
Describe 'bytes' {
  It 'fill the line they are shown on' { ('a' * 17 | Format-Hex)[1].ToString() | Should -BeExactly "0000000000000010   61$(' ' * 47)a$(' ' * 15)" }
  It 'of texts and numbers' { ('az' | Format-Hex).ToString() | Should -Match '^0{16}   61 7A\s+az\s+$'; (1,2 | Format-Hex).HexBytes | Should -Be '01 00 00 00 02 00 00 00'; (Format-Hex -InputObject 'abcdef' -Offset 2 -Count 3).Ascii | Should -Be 'cde'; { @{} | Format-Hex -ErrorAction Stop } | Should -Throw -ErrorId 'FormatHexTypeNotSupported,Microsoft.PowerShell.Commands.FormatHex' }
  It 'of files, and their hash' { Set-Content TestDrive:/a.bin 'abc' -NoNewline; (Format-Hex TestDrive:/a.bin).HexBytes | Should -Be '61 62 63'; (Get-FileHash TestDrive:/a.bin -Algorithm MD5).Hash | Should -Be '900150983CD24FB0D6963F7D28E17F72' }
}
Describe 'properties of items' {
  It 'are read and set' { Set-Content TestDrive:/p.txt x; Set-ItemProperty TestDrive:/p.txt -Name IsReadOnly -Value $true; Get-ItemPropertyValue TestDrive:/p.txt -Name IsReadOnly | Should -BeTrue; Set-ItemProperty TestDrive:/p.txt IsReadOnly $false; Set-ItemProperty TestDrive:/p.txt LastWriteTime '2016-11-15 10:00'; (Get-ItemProperty TestDrive:/p.txt -Name LastWriteTime).LastWriteTime.Year | Should -Be 2016 }
}
Describe 'data files' {
  It 'hold constants' { Set-Content TestDrive:/d.psd1 '@{ A = 1; B = @{ C = "x" } }'; (Import-PowerShellDataFile TestDrive:/d.psd1).B.C | Should -Be x; Set-Content TestDrive:/e.psd1 '@{ A = Get-Date }'; { Import-PowerShellDataFile TestDrive:/e.psd1 } | Should -Throw -ErrorId 'System.InvalidOperationException,Microsoft.PowerShell.Commands.ImportPowerShellDataFileCommand' }
  It 'describe a module' { Set-Content TestDrive:/m.psm1 'function Get-One { 1 }; function Get-Two { 2 }'; New-ModuleManifest TestDrive:/m.psd1 -RootModule m.psm1 -FunctionsToExport Get-One; (Import-PowerShellDataFile TestDrive:/m.psd1).RootModule | Should -Be m.psm1; Import-Module TestDrive:/m.psd1; Get-One | Should -Be 1; { Get-Two } | Should -Throw -ErrorId CommandNotFoundException }
}
Describe 'what is shown' {
  It 'of fractions' { $o = [pscustomobject]@{ half = 0.5 }; ($o | Format-Table | Out-String) | Should -Match '\n0\.50\n'; ($o | Format-List | Out-String) | Should -Match 'half : 0\.5\n' }
  It 'of lists of objects' { [pscustomobject]@{ l = [pscustomobject]@{ Name = 'n1' }, [pscustomobject]@{ Name = 'n2' } } | Format-List | Out-String | Should -Match '\{n1, n2\}' }
  It 'of texts, when forced' { 'abc' | Format-Table Length -Force | Out-String | Should -Match 'Length\n------\n\s+3' }
  It 'without what is excluded' { $o = [pscustomobject]@{ Name = 'n'; Age = 30 }; $o | Format-Custom -ExcludeProperty A* | Out-String | Should -Not -Match 'Age'; $o | Format-List -ExcludeProperty A* | Out-String | Should -Not -Match 'Age' }
  It 'not of no property at all' { { 1 | Format-Table -Property @() } | Should -Throw -ErrorId 'ParameterArgumentValidationError,Microsoft.PowerShell.Commands.FormatTableCommand'; { 1 | Format-Custom -Property $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError,Microsoft.PowerShell.Commands.FormatCustomCommand' }
  It 'of lists, as far as the session says' { $FormatEnumerationLimit = 1; @{ l = 1, 2 } | Format-Table | Out-String | Should -Match '\{1, 2\}' }
  It 'of decorated texts' { $s = [System.Management.Automation.Internal.StringDecorated]::new("`e[31mred`e[0m"); $s.ToString('PlainText') | Should -Be red; { $s.ToString('Host') } | Should -Throw -ErrorId ArgumentException }
  It 'in one line, but for the line breaks of a text' { "a`nb", 'c' | Out-String -NoNewline | Should -BeExactly "a`nbc" }
  It 'not by views that are not there' { { 1 | Format-Table -Property x -View y } | Should -Throw -ErrorId 'FormatCannotSpecifyViewAndProperty,Microsoft.PowerShell.Commands.FormatTableCommand'; { [pscustomobject]@{ a = 1 } | Format-Table -View nothing -ErrorAction Stop } | Should -Throw -ErrorId 'FormatViewNotFound,Microsoft.PowerShell.Commands.FormatTableCommand' }
}
Describe 'members' {
  It 'that cannot be added' { { Add-Member -InputObject ([pscustomobject]@{}) ScriptMethod m 'no block' } | Should -Throw -ErrorId 'ConvertToFinalInvalidCastException,Microsoft.PowerShell.Commands.AddMemberCommand'; { Add-Member -InputObject ([pscustomobject]@{}) MemberSet s $null x } | Should -Throw -ErrorId 'Value2ShouldNotBeSpecified,Microsoft.PowerShell.Commands.AddMemberCommand' }
  It 'of dates in JSON' { ConvertTo-Json ([datetimeoffset]'2016-11-15T10:00:00+02:00') | Should -Be '"2016-11-15T10:00:00+02:00"'; ('"2016-11-15T10:00:00+02:00"' | ConvertFrom-Json -DateKind Offset).Offset.Hours | Should -Be 2 }
}
Describe 'items' {
  It 'are made below a path by name' { (New-Item -Path TestDrive:/ -Name made.txt -ItemType File).Name | Should -Be made.txt; { New-Item -Path TestDrive:/ -Name made.txt -ErrorAction Stop } | Should -Throw }
  It 'are looked for by name in the folders below' { $null = New-Item TestDrive:/deep/er -ItemType Directory -Force; Set-Content TestDrive:/deep/x.log 1; Set-Content TestDrive:/deep/er/x.log 2; @(Get-ChildItem TestDrive:/deep/x.log -Recurse).Count | Should -Be 2; @(Get-ChildItem TestDrive:/deep/*.log -Recurse).Count | Should -Be 2; { Get-ChildItem TestDrive:/deep/x.log/ -Recurse -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound,Microsoft.PowerShell.Commands.GetChildItemCommand' }
  It 'that are hidden need -Force' { Set-Content TestDrive:/.kept x; Get-Item TestDrive:/.kept -ErrorAction SilentlyContinue | Should -BeNullOrEmpty; (Get-Item TestDrive:/.kept -Force).Name | Should -Be .kept }
}
Describe 'content' {
  It 'in parts' { Set-Content TestDrive:/l.txt 1,2,3; $parts = Get-Content TestDrive:/l.txt -ReadCount 2; $parts.Count | Should -Be 2; $parts[1] | Should -Be 3; { Get-Content TestDrive:/l.txt -Raw -Tail 1 } | Should -Throw -ErrorId 'InvalidOperation,Microsoft.PowerShell.Commands.GetContentCommand'; { Get-Content TestDrive:/none*.txt -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound,Microsoft.PowerShell.Commands.GetContentCommand' }
  It 'in UTF-7' { Set-Content TestDrive:/7.txt 'a€+' -Encoding utf7; Get-Content TestDrive:/7.txt | Should -Be 'a+IKwAKw-'; Get-Content TestDrive:/7.txt -Encoding utf7 | Should -Be 'a€+' }
}
Describe 'paths and commands' {
  It 'joined' { Join-Path a b, c d | Should -Be a/b/c/d; Join-Path /a file.txt -Extension log | Should -Be /a/file.log; Join-Path a $null | Should -Be a/ }
  It 'tells a command once that two patterns match' { (Get-Command Get-Dat*, *-Date).Name.Where({ $_ -eq 'Get-Date' }) | Should -HaveCount 1 }
  It 'by capital letters, and by what they are spelled like' { (Get-Command i-psdf -UseAbbreviationExpansion).Name | Should -Be Import-PowerShellDataFile; (Get-Command Get-Dat -UseFuzzyMatching)[0].Score | Should -Be 1; Get-Command gci -Syntax | Should -Match '^gci \(alias\) -> Get-ChildItem' }
}

Describe 'links' {
    BeforeAll {
        $folder = "$TestDrive/links"
        $null = New-Item $folder -ItemType Directory
        $null = New-Item "$folder/disk.vmdk" -Value 'data'
    }
    It 'point to files and folders' {
        $null = New-Item "$folder/name" -ItemType SymbolicLink -Target "$folder/disk.vmdk"
        $link = Get-Item "$folder/name"
        $link.LinkType | Should -Be 'SymbolicLink'
        $link.Target | Should -Be "$folder/disk.vmdk"
        $link.Attributes -band [System.IO.FileAttributes]::ReparsePoint | Should -Be 'ReparsePoint'
        Get-Content "$folder/name" | Should -Be 'data'
        $null = New-Item "$folder/second" -ItemType HardLink -Target "$folder/disk.vmdk"
        (Get-Item "$folder/second").LinkType | Should -Be 'HardLink'
    }
    It 'may point nowhere, and go without what they point to' {
        $null = New-Item "$folder/lost" -ItemType SymbolicLink -Target "$folder/none"
        Test-Path "$folder/lost" | Should -BeTrue
        $null = New-Item "$folder/all" -ItemType SymbolicLink -Target $folder
        Remove-Item "$folder/all" -Force
        Test-Path "$folder/disk.vmdk" | Should -BeTrue
    }
    It 'need a target' {
        { New-Item "$folder/x" -ItemType SymbolicLink } |
            Should -Throw -ErrorId 'ArgumentNull,Microsoft.PowerShell.Commands.NewItemCommand'
    }
    It '[System.IO.Directory]::CreateDirectory gives the folder' {
        [System.IO.Directory]::CreateDirectory("$folder/[new]").Name | Should -Be '[new]'
    }
}

Describe 'the colours of $PSStyle' {
    BeforeAll {
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'Ansi'
        $accent = $PSStyle.Formatting.FormatAccent
        $header = $PSStyle.Formatting.TableHeader
        $reset = $PSStyle.Reset
    }
    AfterAll { $PSStyle.OutputRendering = $before }
    It 'stand in text for a file or a variable under Ansi, and only there' {
        $list = [pscustomobject]@{ a = 1 } | Format-List | Out-String
        $list.Trim() | Should -BeExactly "${accent}a : ${reset}1"
        $table = [pscustomobject]@{ a = 'x'; b = 'y' } | Format-Table | Out-String
        $table.Trim() | Should -BeExactly "${header}a${reset}${header} b${reset}`n${header}-${reset} ${header}-${reset}`nx y"
        $PSStyle.OutputRendering = 'PlainText'
        ([pscustomobject]@{ a = "`e[31mred" } | Format-List | Out-String).Trim() | Should -BeExactly 'a : red'
        $PSStyle.OutputRendering = 'Ansi'
    }
    It 'end with each line of a value, and go on with the next' {
        $wrapped = [pscustomobject]@{ a = "`e[33mone two three" } | Format-List | Out-String -Width 12
        $wrapped.Trim() | Should -BeExactly "${accent}a : ${reset}`e[33mone two ${reset}`n    `e[33mthree${reset}"
    }
    It 'are escape sequences and nothing else' {
        { $PSStyle.Formatting.Error = 'red' } | Should -Throw -ErrorId 'ExceptionWhenSetting'
        { $PSStyle.FileInfo.Extension.Add('vmdk', $PSStyle.Foreground.Red) } | Should -Throw -ErrorId 'ArgumentException'
        { $PSStyle.Progress.MaxWidth = 17 } | Should -Throw -ErrorId 'ExceptionWhenSetting'
        $PSStyle.Foreground.FromRgb(0x102030) | Should -BeExactly "`e[38;2;16;32;48m"
    }
}

Describe 'places' {
    BeforeAll {
        $start = Get-Location
        $null = New-Item TestDrive:\one\two -ItemType Directory -Force
        $null = New-PSDrive -Name Deep -PSProvider FileSystem -Root (Convert-Path TestDrive:\one)
    }
    AfterEach { Set-Location -LiteralPath $start.ProviderPath }
    AfterAll { Remove-PSDrive Deep }
    It 'are named by their drive, which keeps its folder' {
        Set-Location Deep:\two
        (Get-Location).Path | Should -Be 'Deep:/two'
        (Get-Location).ProviderPath | Should -Be (Convert-Path TestDrive:\one\two)
        Set-Location /
        Set-Location Deep:
        (Get-Location).Path | Should -Be 'Deep:/two'
        Set-Location ..
        (Get-Location).Path | Should -Be 'Deep:/'
        Set-Content Deep:two/a.txt 'x'
        'Deep:/two/a.txt' | Should -Exist
    }
    It 'stand in a text as their path' {
        Set-Location Deep:\two
        "$PWD/a.txt" | Should -BeExactly 'Deep:/two/a.txt'
        $PWD.ProviderPath | Should -Be (Convert-Path TestDrive:\one\two)
        "$PWD" | Should -BeExactly "$(Get-Location)"
    }
    It 'may be no folders' {
        $env:VSEAL_TEST_PLACE = 'here'
        Push-Location env:
        (Get-Location).Path | Should -Be 'Env:/'
        Get-Content VSEAL_TEST_PLACE | Should -Be 'here'
        Pop-Location
        Remove-Item env:VSEAL_TEST_PLACE
        { Set-Location variable:/none -ErrorAction Stop } |
            Should -Throw -ErrorId 'PathNotFound,Microsoft.PowerShell.Commands.SetLocationCommand'
    }
    It 'are gone back to, and no further than they are remembered' {
        Set-Location /
        Set-Location Deep:\two
        Set-Location -
        (Get-Location).Path | Should -Be '/'
        Set-Location +
        (Get-Location).Path | Should -Be 'Deep:/two'
    }
}

Describe 'Paths' {
  It 'keep the drive they were given with' {
    $null = New-PSDrive -Name Lab -PSProvider FileSystem -Root $TestDrive; Set-Content Lab:/a.txt 1
    (Resolve-Path Lab:/).Path | Should -BeExactly 'Lab:/'; (Resolve-Path Lab:\a.*).Path | Should -BeExactly 'Lab:/a.txt'; (Resolve-Path Lab:/a.txt).ProviderPath | Should -BeExactly "$TestDrive/a.txt"
    (Resolve-Path $TestDrive).Path | Should -BeExactly "$TestDrive"
    Remove-PSDrive La* -PSProvider Variable; (Get-PSDrive Lab).Name | Should -Be 'Lab'
    Remove-PSDrive Lab
    { Get-PSDrive Lab -ErrorAction Stop } | Should -Throw -ErrorId 'GetLocationNoMatchingDrive,Microsoft.PowerShell.Commands.GetPSDriveCommand'
  }
  It 'are told from what is none' {
    { Test-Path -Path $null -ErrorAction Stop } | Should -Throw -ErrorId 'NullPathNotPermitted,Microsoft.PowerShell.Commands.TestPathCommand'
    Test-Path 'none:/x' -IsValid | Should -BeFalse; Test-Path '/a b/c' -IsValid | Should -BeTrue; Test-Path 'env:x' -IsValid | Should -BeTrue
  }
  It 'have content or have none' {
    function Test-Plan { 1 }
    { Clear-Content function:Test-Plan -ErrorAction Stop } | Should -Throw -ErrorId 'NotSupported,Microsoft.PowerShell.Commands.ClearContentCommand'
    { Get-ItemPropertyValue Variable: -Name PID -ErrorAction Stop } | Should -Throw -ErrorId 'NotSupported,Microsoft.PowerShell.Commands.GetItemPropertyValueCommand'
    Test-Plan | Should -Be 1
  }
}

Describe 'views from a file' {
  BeforeAll {
    function New-View($name, $type, $control) { "<View><Name>$name</Name><ViewSelectedBy><TypeName>$type</TypeName></ViewSelectedBy>$control</View>" }
    function Set-Views($views) { Set-Content TestDrive:/v.format.ps1xml "<Configuration><ViewDefinitions>$views</ViewDefinitions></Configuration>"; Update-FormatData -PrependPath TestDrive:/v.format.ps1xml -ErrorAction Stop }
    $table = '<TableControl><TableHeaders><TableColumnHeader><Label>Long label</Label><Width>5</Width></TableColumnHeader><TableColumnHeader><Label>Half</Label><Alignment>Right</Alignment><Width>6</Width></TableColumnHeader></TableHeaders><TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>n</PropertyName></TableColumnItem><TableColumnItem><ScriptBlock>$_.n / 2</ScriptBlock><FormatString>{0:N1}</FormatString></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries></TableControl>'
    $list = '<ListControl><ListEntries><ListEntry><ListItems><ListItem><Label>The number</Label><PropertyName>n</PropertyName></ListItem></ListItems></ListEntry></ListEntries></ListControl>'
    $o = [pscustomobject]@{ PSTypeName = 'Viewed.Thing'; n = 7; hidden = 'x' }
  }
  It 'say columns, their widths and sides' { Set-Views (New-View 'main' 'Viewed.Thing' $table); ($o | Out-String) -split "`n" | Should -Be '', 'Long    Half', 'label', '-----   ----', '7        3.5', '', '' }
  It 'are found by name, each in its shape' { Set-Views ((New-View 'main' 'Viewed.Thing' $table) + (New-View 'main' 'Viewed.Thing' $list)); $o | Format-List | Out-String | Should -Match '^\nThe number : 7\n'; $o | Format-List -View main | Out-String | Should -Match 'The number : 7'; { $o | Format-Wide -View main -ErrorAction Stop } | Should -Throw -ErrorId 'FormatViewNotFound,Microsoft.PowerShell.Commands.FormatWideCommand' }
  It 'are those of the file as it is now' { Set-Views (New-View 'main' 'Viewed.Thing' $list); $o | Out-String | Should -Match 'The number : 7'; (Get-FormatData Viewed.Thing).FormatViewDefinition.Control | Should -Be ListControl; Set-Views (New-View 'main' 'Viewed.Other' $list); Get-FormatData Viewed.Thing | Should -BeNullOrEmpty }
  It 'go before those of PowerShell or after them' { $v = New-View 'span' 'System.TimeSpan' ($list -replace '>n<', '>Days<'); Set-Content TestDrive:/s.format.ps1xml "<Configuration><ViewDefinitions>$v</ViewDefinitions></Configuration>"; Update-FormatData -AppendPath TestDrive:/s.format.ps1xml; New-TimeSpan -Days 3 | Out-String | Should -Match 'TotalHours'; Update-FormatData -PrependPath TestDrive:/s.format.ps1xml; New-TimeSpan -Days 3 | Out-String | Should -Match 'The number : 3'; Set-Content TestDrive:/s.format.ps1xml '<Configuration><ViewDefinitions /></Configuration>'; Update-FormatData; New-TimeSpan -Days 3 | Out-String | Should -Match 'TotalHours' }
  It 'are refused where they cannot be shown as written' { $id = 'FormatXmlUpdateException,Microsoft.PowerShell.Commands.UpdateFormatDataCommand'; { Set-Views '<View><Name>T</Name></View>' } | Should -Throw -ErrorId $id; { Set-Views (New-View 'c' 'Viewed.Thing' '<CustomControl />') } | Should -Throw -ErrorId $id; { Set-Views '<View>' } | Should -Throw -ErrorId $id; Set-Content TestDrive:/v.xml x; { Update-FormatData TestDrive:/v.xml -ErrorAction Stop } | Should -Throw -ErrorId 'WrongExtension,Microsoft.PowerShell.Commands.UpdateFormatDataCommand' }
}
