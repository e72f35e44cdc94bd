Describe 'System.IO.File' {
  It 'writes and reads in the encoding that it is given' {
    $file = "$TestDrive/encoded.txt"
    [System.IO.File]::WriteAllText($file, 'é', [System.Text.Encoding]::Unicode)
    [BitConverter]::ToString([System.IO.File]::ReadAllBytes($file)) | Should -Be 'FF-FE-E9-00'
    [System.IO.File]::ReadAllText($file) | Should -Be 'é'
    [System.IO.File]::WriteAllLines($file, [string[]]('a', 'b'), [System.Text.UTF8Encoding]::new($false))
    [BitConverter]::ToString([System.IO.File]::ReadAllBytes($file)) | Should -Be '61-0A-62-0A'
    [System.IO.File]::WriteAllText($file, 'a', [System.Text.Encoding]::UTF8)
    [BitConverter]::ToString([System.IO.File]::ReadAllBytes($file)) | Should -Be 'EF-BB-BF-61'
    'é' | Out-File $file -Encoding ([System.Text.Encoding]::Latin1) -NoNewline
    [System.IO.File]::ReadAllBytes($file) | Should -Be 233
  }
  It 'copies and moves, and replaces only when told to' {
    Set-Content "$TestDrive/from.txt" one; Set-Content "$TestDrive/to.txt" two
    { [System.IO.File]::Copy("$TestDrive/from.txt", "$TestDrive/to.txt") } | Should -Throw -ErrorId IOException
    [System.IO.File]::Copy("$TestDrive/from.txt", "$TestDrive/to.txt", $true); Get-Content "$TestDrive/to.txt" | Should -Be one
    [System.IO.File]::Move("$TestDrive/from.txt", "$TestDrive/moved.txt"); Test-Path "$TestDrive/from.txt" | Should -BeFalse
  }
}
Describe 'System.IO.Directory' {
  $null = New-Item -ItemType Directory "$TestDrive/tree/sub"
  Set-Content "$TestDrive/tree/a.log" 1; Set-Content "$TestDrive/tree/sub/b.log" 2; Set-Content "$TestDrive/tree/c.txt" 3
  It 'finds files by pattern, here and below' {
    [System.IO.Directory]::GetFiles("$TestDrive/tree", '*.log') | Should -Be "$TestDrive/tree/a.log"
    ([System.IO.Directory]::GetFiles("$TestDrive/tree", '*.log', 'AllDirectories') | Sort-Object) | Should -Be "$TestDrive/tree/a.log", "$TestDrive/tree/sub/b.log"
    [System.IO.Directory]::GetDirectories("$TestDrive/tree") | Should -Be "$TestDrive/tree/sub"
    { [System.IO.Directory]::GetFiles("$TestDrive/none") } | Should -Throw -ErrorId DirectoryNotFoundException
  }
  It 'deletes a full one only when told to' {
    $folder = [System.IO.Directory]::CreateDirectory("$TestDrive/full"); Set-Content "$folder/x" 1
    { [System.IO.Directory]::Delete("$TestDrive/full") } | Should -Throw -ErrorId IOException
    [System.IO.Directory]::Delete("$TestDrive/full", $true); Test-Path "$TestDrive/full" | Should -BeFalse
  }
}
Describe 'FileInfo and DirectoryInfo' {
  It 'are made of a path, whether it is there or not' {
    $file = [System.IO.FileInfo]::new("$TestDrive/later.txt")
    $file.Exists | Should -BeFalse; $file.Extension | Should -Be .txt; $file.DirectoryName | Should -Be "$TestDrive"
    { $file.Length } | Should -Throw
    try { $file.Length } catch [System.IO.FileNotFoundException] { $_.Exception.InnerException.Message | Should -Match 'Could not find file' }
    Set-Content $file.FullName abc; $file.Refresh(); $file.Exists | Should -BeTrue; $file.Length | Should -Be 4
    ([System.IO.FileInfo]"$TestDrive/later.txt").BaseName | Should -Be later
    $file | Should -BeOfType System.IO.FileInfo
  }
  It 'take the words of a parameter' {
    function Get-Size { param([System.IO.FileInfo]$Path) $Path.Length }
    Set-Content "$TestDrive/four.txt" abc; Get-Size "$TestDrive/four.txt" | Should -Be 4
    Get-Size -Path (Get-Item "$TestDrive/four.txt") | Should -Be 4
  }
  It 'change what they stand for' {
    $folder = [System.IO.DirectoryInfo]::new("$TestDrive/made"); $folder.Create()
    $below = $folder.CreateSubdirectory('deep'); $below.Parent.Name | Should -Be made
    $file = [System.IO.FileInfo]"$below/f.txt"; $writer = $file.CreateText(); $writer.Write('x'); $writer.Close()
    $file.CopyTo("$below/g.txt").Name | Should -Be g.txt
    $file.MoveTo("$below/h.txt"); $file.Name | Should -Be h.txt
    ($below.GetFiles('*.txt').Name | Sort-Object) | Should -Be g.txt, h.txt
    ($folder.EnumerateFileSystemInfos('*', [System.IO.SearchOption]::AllDirectories)).Count | Should -Be 3
    $folder.Delete($true); $folder.Exists | Should -BeFalse
  }
}
Describe 'Readers, writers and streams' {
  It 'read a file line by line' {
    Set-Content "$TestDrive/lines.txt" one, two
    $reader = [System.IO.StreamReader]::new("$TestDrive/lines.txt")
    $lines = while (-not $reader.EndOfStream) { $reader.ReadLine() }
    $reader.Dispose(); $lines | Should -Be one, two
    { $reader.ReadLine() } | Should -Throw -ErrorId ObjectDisposedException
  }
  It 'write one, and add to it' {
    $writer = [System.IO.StreamWriter]::new("$TestDrive/out.txt"); $writer.WriteLine('a {0}', 1); $writer.Write('b'); $writer.Close()
    $writer = New-Object System.IO.StreamWriter "$TestDrive/out.txt", $true; $writer.WriteLine('c'); $writer.Dispose()
    Get-Content "$TestDrive/out.txt" | Should -Be 'a 1', 'bc'
  }
  It 'write into a text' {
    $writer = [System.IO.StringWriter]::new(); $writer.WriteLine('x'); $writer.Write(5); "$writer" | Should -Be "x`n5"
    [System.IO.StringReader]::new("p`r`nq").ReadToEnd() | Should -Be "p`r`nq"
  }
  It 'keep bytes' {
    $stream = [System.IO.MemoryStream]::new(); $stream.Write([byte[]](1, 2, 3), 0, 3); $stream.Position = 1
    $buffer = [byte[]]::new(4); $stream.Read($buffer, 1, 3) | Should -Be 2; $buffer | Should -Be 0, 2, 3, 0
    $stream.ReadByte() | Should -Be -1; $stream.Length | Should -Be 3
    $writer = [System.IO.StreamWriter]::new($stream); $writer.Write('A'); $writer.Flush(); $stream.ToArray() | Should -Be 1, 2, 3, 65
  }
}
Describe 'Checksums' {
  It 'are of bytes and of streams' {
    $sha = [System.Security.Cryptography.SHA256]::Create()
    $hex = [BitConverter]::ToString($sha.ComputeHash([System.Text.Encoding]::UTF8.GetBytes('abc'))) -replace '-'
    $hex | Should -Be BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD
    [System.IO.File]::WriteAllText("$TestDrive/abc.txt", 'abc'); $stream = [System.IO.File]::OpenRead("$TestDrive/abc.txt")
    [Convert]::ToHexString($sha.ComputeHash($stream)) | Should -Be $hex; $stream.Close()
    [Convert]::ToHexString((New-Object System.Security.Cryptography.MD5CryptoServiceProvider).ComputeHash([byte[]]@())) | Should -Be D41D8CD98F00B204E9800998ECF8427E
  }
}
Describe 'BitConverter' {
  It 'takes numbers of every size apart, and puts them together' {
    [BitConverter]::GetBytes([uint16]258) | Should -Be 2, 1
    [BitConverter]::GetBytes(1) | Should -Be 1, 0, 0, 0
    [BitConverter]::GetBytes([long]-1).Count | Should -Be 8
    [BitConverter]::ToInt32([BitConverter]::GetBytes(-7), 0) | Should -Be -7
    [BitConverter]::ToDouble([BitConverter]::GetBytes(1.5), 0) | Should -Be 1.5
  }
}
Describe 'The text of a SecureString' {
  It 'is read through a pointer, until that is freed' {
    $secret = ConvertTo-SecureString 'VMware1!' -AsPlainText -Force
    $pointer = [System.Runtime.InteropServices.Marshal]::SecureStringToBSTR($secret)
    [Runtime.InteropServices.Marshal]::PtrToStringAuto($pointer) | Should -BeExactly 'VMware1!'
    "$pointer" | Should -Not -Match VMware
    [Runtime.InteropServices.Marshal]::ZeroFreeBSTR($pointer)
    { [Runtime.InteropServices.Marshal]::PtrToStringBSTR($pointer) } | Should -Throw -ErrorId AccessViolationException
  }
}
