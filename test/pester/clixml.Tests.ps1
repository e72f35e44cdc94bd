Describe 'Export-Clixml and Import-Clixml' {
  It 'keep values and their types' {
    $values = 'a', 5, 5L, 1.5, 2.50d, $true, $null, [char]'x', [guid]'12345678-1234-1234-1234-123456789abc', [timespan]'1.02:03:04.5', [datetime]'2024-05-06', [version]'1.2.3', [byte]7
    $values | Export-Clixml "$TestDrive/values.xml"
    $read = @(Import-Clixml "$TestDrive/values.xml")
    $read.Count | Should -Be 13
    for ($i = 0; $i -lt 13; $i++) { "$($read[$i])" | Should -Be "$($values[$i])"; if ($null -ne $values[$i]) { $read[$i].GetType() | Should -Be $values[$i].GetType() } }
  }
  It 'keep objects, tables and lists, under Deserialized type names' {
    [pscustomobject]@{ PSTypeName = 'Plan'; Name = 'app-01'; Tags = @('a', 'b'); Facts = [ordered]@{ z = 1; a = @{ k = 'v' } } } | Export-Clixml "$TestDrive/plan.xml"
    $plan = Import-Clixml "$TestDrive/plan.xml"
    $plan.Name | Should -Be app-01; $plan.Tags | Should -Be a, b; $plan.Facts.Keys | Should -Be z, a; $plan.Facts.a.k | Should -Be v
    $plan.PSTypeNames[0] | Should -Be Deserialized.Plan
  }
  It 'write elements as PowerShell does' {
    "two`nlines _x0041_ <&>" | Export-Clixml "$TestDrive/text.xml"
    Get-Content "$TestDrive/text.xml" -Raw | Should -Match '<S>two_x000A_lines _x005F_x0041_ &lt;&amp;&gt;</S>'
    Import-Clixml "$TestDrive/text.xml" | Should -BeExactly "two`nlines _x0041_ <&>"
  }
  It 'write an object once, though it refers to itself' {
    $node = [pscustomobject]@{ Name = 'n'; Self = $null }; $node.Self = $node
    $node | Export-Clixml "$TestDrive/self.xml" -Depth 50
    (Import-Clixml "$TestDrive/self.xml").Self.Self.Name | Should -Be n
    $table = @{}; $table.Self = $table; $table | Export-Clixml "$TestDrive/self.xml"; (Import-Clixml "$TestDrive/self.xml").Self.Self.Count | Should -Be 1
  }
  It 'write what lies deeper than -Depth as text' {
    [pscustomobject]@{ A = [pscustomobject]@{ B = [pscustomobject]@{ C = 1 } } } | Export-Clixml "$TestDrive/deep.xml" -Depth 1
    (Import-Clixml "$TestDrive/deep.xml").A | Should -BeOfType string
  }
  It 'read an enumeration that is named again' {
    $day = [dayofweek]::Friday; [pscustomobject]@{ A = $day; B = $day } | Export-Clixml "$TestDrive/days.xml"
    (Import-Clixml "$TestDrive/days.xml").B | Should -Be ([dayofweek]::Friday)
  }
  It 'never write a secret' {
    Set-Content "$TestDrive/secret.xml" before
    $credential = [pscredential]::new('app', (ConvertTo-SecureString 'Sw0rdfish!' -AsPlainText -Force))
    { $credential | Export-Clixml "$TestDrive/secret.xml" } | Should -Throw -ErrorId 'SecureStringNotExported,Microsoft.PowerShell.Commands.ExportClixmlCommand'
    Get-Content "$TestDrive/secret.xml" | Should -Be before
  }
  It 'refuse what is no file of theirs' {
    Set-Content "$TestDrive/other.xml" '<a />'
    { Import-Clixml "$TestDrive/other.xml" } | Should -Throw -ErrorId 'System.Xml.XmlException,Microsoft.PowerShell.Commands.ImportClixmlCommand'
  }
  It 'read what PowerShell writes' {
    Set-Content "$TestDrive/theirs.xml" @'
<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0">
    <TN RefId="0"><T>System.IO.FileInfo</T><T>System.Object</T></TN>
    <ToString>/tmp/a</ToString>
    <Props><S N="Name">a</S><I64 N="Length">3</I64><DT N="LastWriteTimeUtc">2024-01-02T03:04:05Z</DT></Props>
    <MS><SS N="Secret">610062006300</SS></MS>
  </Obj>
  <Obj RefId="1"><TN RefId="1"><T>System.DayOfWeek</T><T>System.Enum</T><T>System.ValueType</T><T>System.Object</T></TN><ToString>Friday</ToString><I32>5</I32></Obj>
</Objs>
'@
    (Get-Content "$TestDrive/theirs.xml" -Raw) -replace 'System.DayOfWeek', 'Their.Own.Day' | Set-Content "$TestDrive/unknown.xml"
    (Import-Clixml "$TestDrive/unknown.xml")[1] | Should -BeExactly Friday
    $file, $day = Import-Clixml "$TestDrive/theirs.xml"
    "$file" | Should -Be /tmp/a; $file.Length | Should -Be 3; $file.LastWriteTimeUtc.Kind | Should -Be Utc
    $file.Secret | ConvertFrom-SecureString -AsPlainText | Should -Be abc
    $day | Should -Be ([dayofweek]::Friday)
  }
}
