Describe '[xml]' {
  $text = '<?xml version="1.0" encoding="utf-8"?><lab owner="ops"><!-- two sites --><host name="esx-01" state="on"><vm>app-01</vm><vm>app-02</vm></host><host name="esx-02"><note>spare</note><empty/></host></lab>'
  It 'a text or lines of text become a document' {
    $doc = [xml]$text
    $doc -is [xml] | Should -BeTrue
    $doc.GetType().FullName | Should -Be 'System.Xml.XmlDocument'
    ([xml]('<a>', ' <b>1</b>', '</a>')).a.b | Should -Be '1'
    [xml]$null | Should -BeNullOrEmpty
  }
  It 'elements and attributes are properties' {
    $doc = [xml]$text
    $doc.lab.owner | Should -Be 'ops'
    $doc.LAB.host.Count | Should -Be 2
    $doc.lab.host.name -join ' ' | Should -Be 'esx-01 esx-02'
    $doc.lab.host[0].vm -join ' ' | Should -Be 'app-01 app-02'
    $doc.lab.host[1].note | Should -BeOfType string
    $doc.lab.host[1].empty | Should -Be ''
    $doc.lab.nothing | Should -BeNullOrEmpty
    $doc.lab.'#comment' | Should -Be ' two sites '
    $doc.xml | Should -Be 'version="1.0" encoding="utf-8"'
    ([xml]'<a x="1">t</a>').a.'#text' | Should -Be 't'
    ([xml]'<a><![CDATA[<b>]]></a>').a.'#cdata-section' | Should -Be '<b>'
  }
  It 'an attribute hides the property of the node' {
    ([xml]'<a Name="x" />').a.Name | Should -Be 'x'
    ([xml]'<a />').DocumentElement.Name | Should -Be 'a'
  }
  It 'foreach goes over lists of nodes, and takes one node as one' {
    $doc = [xml]$text
    @(foreach ($node in $doc.lab) { $node.Name }) | Should -Be 'lab'
    @(foreach ($node in $doc.lab.ChildNodes) { $node.NodeType }) -join ' ' | Should -Be 'Comment Element Element'
    ($doc.lab.host | Where-Object state -eq 'on').name | Should -Be 'esx-01'
    $doc.lab.ChildNodes[1].name | Should -Be 'esx-01'
  }
  It 'finds with XPath' {
    $doc = [xml]$text
    $doc.SelectNodes('/lab/host/vm').Count | Should -Be 2
    $doc.SelectNodes('//@name').Value -join ' ' | Should -Be 'esx-01 esx-02'
    $doc.SelectSingleNode("//host[@name='esx-02']/note").InnerText | Should -Be 'spare'
    $doc.SelectSingleNode('//vm[last()]').InnerText | Should -Be 'app-02'
    $doc.SelectSingleNode("//host[vm='app-02']/@state").Value | Should -Be 'on'
    $doc.SelectSingleNode('//vm[2]/text()').Value | Should -Be 'app-02'
    $doc.SelectNodes('//note | //empty | //vm').Count | Should -Be 4
    $doc.SelectSingleNode('//note/..').GetAttribute('name') | Should -Be 'esx-02'
    $doc.SelectSingleNode('//nosuch') | Should -BeNullOrEmpty
    { $doc.SelectNodes('//[') } | Should -Throw -ErrorId 'XPathException'
  }
  It 'finds in namespaces through a manager' {
    $doc = [xml]'<a xmlns="urn:one" xmlns:t="urn:two"><b/><t:b/></a>'
    $names = [System.Xml.XmlNamespaceManager]::new($doc.NameTable)
    $names.AddNamespace('n', 'urn:one')
    $doc.SelectNodes('//n:b', $names).Count | Should -Be 1
    $doc.SelectNodes('//b').Count | Should -Be 0
    { $doc.SelectNodes('//t:b') } | Should -Throw -ErrorId 'XPathException'
    $doc.a.FirstChild.OuterXml | Should -Be '<b xmlns="urn:one" />'
  }
  It 'a property that is set changes the text' {
    $doc = [xml]'<a x="1"><b>old</b><c /><d y="1">t</d><e/><e/></a>'
    $doc.a.b = 'new & <better>'
    $doc.a.x = 7
    $doc.a.c = 'filled'
    $doc.OuterXml | Should -Be '<a x="7"><b>new &amp; &lt;better&gt;</b><c>filled</c><d y="1">t</d><e /><e /></a>'
    { $doc.a.d = 'x' } | Should -Throw -ErrorId 'XmlNodeSetRestrictionsNodeWithAttributes'
    { $doc.a.e = 'x' } | Should -Throw -ErrorId 'XmlNodeSetRestrictionsMoreThanOneNode'
    { $doc.a.nosuch = 'x' } | Should -Throw -ErrorId 'PropertyNotFound'
    $doc.a.d.InnerText = 'u'
    $doc.a.d.OuterXml | Should -Be '<d y="1">u</d>'
  }
  It 'is built, changed and taken apart' {
    $doc = New-Object System.Xml.XmlDocument
    $null = $doc.AppendChild($doc.CreateXmlDeclaration('1.0', 'utf-8', $null))
    $root = $doc.AppendChild($doc.CreateElement('vms'))
    foreach ($name in 'app-01', 'db-01') {
      $vm = $doc.CreateElement('vm')
      $vm.SetAttribute('name', $name)
      $null = $vm.AppendChild($doc.CreateTextNode('on'))
      $null = $root.AppendChild($vm)
    }
    $attribute = $doc.CreateAttribute('owner')
    $attribute.Value = 'a"b'
    $null = $root.Attributes.Append($attribute)
    $doc.OuterXml | Should -Be '<?xml version="1.0" encoding="utf-8"?><vms owner="a&quot;b"><vm name="app-01">on</vm><vm name="db-01">on</vm></vms>'
    $copy = $root.FirstChild.CloneNode($true)
    $copy.name = 'app-02'
    $null = $root.InsertAfter($copy, $root.FirstChild)
    $null = $root.InsertBefore($doc.CreateComment('list'), $root.FirstChild)
    $null = $root.RemoveChild($root.LastChild)
    $root.RemoveAttribute('owner')
    $root.HasAttribute('owner') | Should -BeFalse
    $root.OuterXml | Should -Be '<vms><!--list--><vm name="app-01">on</vm><vm name="app-02">on</vm></vms>'
    $other = [xml]'<x><y z="1"/></x>'
    { $root.AppendChild($other.x.FirstChild) } | Should -Throw -ErrorId 'ArgumentException'
    $null = $root.ReplaceChild($doc.ImportNode($other.x.FirstChild, $true), $root.FirstChild)
    $root.InnerXml | Should -Be '<y z="1" /><vm name="app-01">on</vm><vm name="app-02">on</vm>'
    { $doc.AppendChild($doc.CreateElement('second')) } | Should -Throw -ErrorId 'InvalidOperationException'
    { $root.FirstChild.AppendChild($root) } | Should -Throw -ErrorId 'ArgumentException'
    $root.InnerXml = '<only>1</only>'
    $doc.vms.only | Should -Be '1'
    $doc.GetElementsByTagName('only').Count | Should -Be 1
  }
  It 'is saved with indentation and loaded again' {
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "vseal-$([guid]::NewGuid()).xml"
    $doc = [xml]'<a><b>1</b><c><d/></c><m>text<i/>more</m></a>'
    $doc.Save($file)
    Get-Content $file -Raw | Should -BeExactly "<a>`n  <b>1</b>`n  <c>`n    <d />`n  </c>`n  <m>text<i />more</m>`n</a>"
    ([xml](Get-Content $file)).OuterXml | Should -Be $doc.OuterXml
    $read = [xml]::new()
    $read.Load($file)
    $read.OuterXml | Should -Be $doc.OuterXml
    Remove-Item $file
  }
  It 'what is no XML is refused, with its place' {
    { [xml]'<a><b></a>' } | Should -Throw -ErrorId 'InvalidCastToXmlDocument'
    try { [xml]"<a>`n  <b></a>" } catch { "$_" | Should -BeLike "*The 'b' start tag on line 2 position 4 does not match the end tag of 'a'. Line 2, position 8.*" }
    { [xml]'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>' } | Should -Throw -ErrorId 'InvalidCastToXmlDocument'
    { ([xml]::new()).LoadXml('<a') } | Should -Throw -ErrorId 'XmlException'
    'x' -as [xml] | Should -BeNullOrEmpty
  }
  It 'is shown by its elements' {
    ([xml]$text | Out-String).Trim() | Should -Be "xml                            lab`n---                            ---`nversion=`"1.0`" encoding=`"utf-8`" lab"
    (([xml]'<a x="1"><b>2</b></a>').a | Out-String).Trim() | Should -Be "x b`n- -`n1 2"
    "$(([xml]'<a/>').DocumentElement)" | Should -Be 'a'
    (([xml]$text).lab | Get-Member -MemberType Property).Name -join ' ' | Should -Be '#comment host owner'
  }
}
Describe 'Select-Xml' {
  It 'finds in text, nodes and files' {
    $doc = [xml]'<a><b>1</b><b>2</b></a>'
    ($doc | Select-Xml -XPath '//b').Node.InnerText -join ' ' | Should -Be '1 2'
    $found = Select-Xml -Content '<a><b>one<c>hello</c></b></a>' -XPath '//b'
    $found.Path | Should -Be 'InputStream'
    $found.Pattern | Should -Be '//b'
    $found.ToString() | Should -BeExactly 'one<c>hello</c>'
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "vseal-$([guid]::NewGuid()).xml"
    Set-Content $file '<a><b>hello</b></a>'
    (Select-Xml -Path $file -XPath '//b').ToString() | Should -Be "hello:$file"
    Set-Content $file '<a><b>'
    Select-Xml -Path $file -XPath '//b' -ErrorVariable bad -ErrorAction SilentlyContinue
    $bad[0].FullyQualifiedErrorId | Should -Be 'ProcessingFile,Microsoft.PowerShell.Commands.SelectXmlCommand'
    Remove-Item $file
    Select-Xml -Content 'hello' -XPath 'a' -ErrorVariable bad -ErrorAction SilentlyContinue
    $bad[0].FullyQualifiedErrorId | Should -Be 'InvalidCastToXmlDocument,Microsoft.PowerShell.Commands.SelectXmlCommand'
    (Select-Xml -Xml ([xml]'<a xmlns="u"><b/></a>') -XPath '//n:b' -Namespace @{ n = 'u' }).Node.Name | Should -Be 'b'
    Select-Xml -Xml $doc -XPath 'a' -Namespace @{ n = $null } -ErrorVariable bad -ErrorAction SilentlyContinue
    $bad[0].FullyQualifiedErrorId | Should -Be 'PrefixError,Microsoft.PowerShell.Commands.SelectXmlCommand'
  }
}
Describe 'ConvertTo-Xml' {
  It 'as a text' {
    [pscustomobject]@{ Name = 'app-01 & more'; GB = 40; Tags = 'a', 'b'; None = $null } | ConvertTo-Xml -As String | Should -BeExactly @'
<?xml version="1.0" encoding="utf-8"?>
<Objects>
  <Object Type="System.Management.Automation.PSCustomObject">
    <Property Name="Name" Type="System.String">app-01 &amp; more</Property>
    <Property Name="GB" Type="System.Int32">40</Property>
    <Property Name="Tags" Type="System.Object[]">
      <Property Type="System.String">a</Property>
      <Property Type="System.String">b</Property>
    </Property>
    <Property Name="None" Type="System.Object" />
  </Object>
</Objects>
'@
  }
  It 'as a document' {
    $doc = 1, 2 | ConvertTo-Xml
    $doc -is [xml] | Should -BeTrue
    $doc.Objects.Object.'#text' -join ' ' | Should -Be '1 2'
    (@{ a = 1 } | ConvertTo-Xml -NoTypeInformation).OuterXml | Should -BeExactly '<?xml version="1.0" encoding="utf-8"?><Objects><Object><Property Name="Key">a</Property><Property Name="Value">1</Property></Object></Objects>'
  }
  It 'as a stream' {
    (ConvertTo-Xml ([timespan]'01:00:00') -As Stream)[2] | Should -BeExactly '<Object Type="System.TimeSpan">01:00:00</Object>'
    $lines = 1, 'x' | ConvertTo-Xml -As Stream
    $lines.Count | Should -Be 5
    $lines[2] | Should -BeExactly '<Object Type="System.Int32">1</Object>'
    $lines[4] | Should -BeExactly '</Objects>'
  }
  It 'to a depth' {
    $object = [pscustomobject]@{ inner = [pscustomobject]@{ deep = [pscustomobject]@{ x = 1 } } }
    $object | ConvertTo-Xml -As String -NoTypeInformation | Should -BeLike '*<Property Name="inner">@{deep=*}</Property>*'
    ($object | ConvertTo-Xml -Depth 3).SelectSingleNode('//Property[@Name="x"]').InnerText | Should -Be '1'
    { ConvertTo-Xml 1 -Depth 0 } | Should -Throw
  }
  It 'a secret is not written' {
    $credential = [pscredential]::new('user', (ConvertTo-SecureString 'hunter2!' -AsPlainText -Force))
    $credential | ConvertTo-Xml -As String -Depth 5 | Should -Not -BeLike '*hunter2*'
  }
}
