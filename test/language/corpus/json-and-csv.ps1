$config = Get-Content -Raw ./config.json | ConvertFrom-Json
$config.hosts.Where({ $_.enabled }, 'First', 3) | ForEach-Object -Begin { $n = 0 } -Process { $n++; "$n $($_.name)" } -End { "total $n" }
$machines = Import-Csv ./machines.csv -Delimiter ';' -Header Name, Cpu, @('Memory')[0]
foreach ($m in $machines) {
    $m | Add-Member -NotePropertyName Key -NotePropertyValue ("{0}-{1}" -f $m.Name, [guid]::NewGuid().ToString('N').Substring(0, 8)) -Force
    $m.PSObject.Properties | Where-Object { $_.MemberType -eq 'NoteProperty' } | % { $_.Value = "$($_.Value)".Trim() }
}
[ordered]@{
    generated = (Get-Date).ToUniversalTime().ToString('o')
    machines  = @($machines | Select-Object Name, @{ n = 'cpu'; e = { [int]$_.Cpu } })
    nested    = @{ a = @(1, @(2, 3), @{ b = $null }) }
    empty     = @{}
    flags     = $true, $false
} | ConvertTo-Json -Depth 5 -Compress | Set-Content ./out.json -Encoding UTF8 -NoNewline
$xml = [xml]'<a><b c="1">x</b></a>'; $xml.a.b.c; $xml.SelectNodes('//b')[0].'#text'
$lines = (Get-Content ./x.log) -match 'ERROR' -notmatch 'ignored' | Select-String -Pattern '(?<code>\d{3})\s+(.*)$' -AllMatches
$lines.Matches | ForEach-Object { $_.Groups['code'].Value } | Group-Object -NoElement | Sort-Object Count -Descending
if ("2024-05-06" -match '^(?<y>\d+)-(?<m>\d+)') { "$($Matches.y)/$($Matches['m'])/$($Matches[0])" }
$table = @{}; $machines | ForEach-Object { $table[$_.Name] = $table[$_.Name] + 1 }
$table.GetEnumerator() | Sort-Object { $_.Value }, @{ Expression = { $_.Key }; Descending = $true } | Format-Table -AutoSize @{ Label = 'VM'; Expression = { $_.Key }; Width = 20 }, Value
"a`tb" -split "`t" | % { $_.ToCharArray() | % { '{0:X4}' -f [int]$_ } }
$secure = ConvertTo-SecureString 'p@ss;w{or}d|x&y' -AsPlainText -Force; $cred = [pscredential]::new('user', $secure)
Invoke-Command -ScriptBlock { param($x, $y) $using:config, $x, $y } -ArgumentList 1, 2
$text = @'
name,value
'@ + "`n" + (1..3 | ForEach-Object { "row$_,$($_ * 2)" } | Out-String).TrimEnd()
$text | ConvertFrom-Csv | Measure-Object value -Sum -Average | Select-Object -Property * -ExcludeProperty Property
$env:PATH -split [IO.Path]::PathSeparator | Select-Object -Unique -Skip 1 -Last 2
Remove-Variable text, table -ErrorAction Ignore; $Error.Clear(); $? ; $^; $$
