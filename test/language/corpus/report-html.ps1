Param([string]$OutFile = "$env:TEMP\report.html", [int]$Top = 10)

$head = @"
<style>
  body { font-family: "Segoe UI", sans-serif; }
  th   { background: #ddd; padding: 2px `t; }
  td.price:before { content: '`$'; }
</style>
<title>Report of $(Get-Date) for ${env:COMPUTERNAME}</title>
"@

$footer = @'
<hr>
  Nothing $expands here, not even $(this) or `this.
'@

$now = [datetime]::Now
$rows = foreach ($vm in Get-VM | Sort Name) {
    [PSCustomObject]@{
        Name       = $vm.Name
        CPU        = $vm.NumCpu
        'Mem (GB)' = $vm.MemoryGB
        Disks      = $vm | Get-HardDisk | Measure-Object -Property CapacityGB -Sum | Select -Expand Sum
        Notes      = if ($vm.Notes) { $vm.Notes -replace "`r?`n", ' ' } else { '' }
        Age        = ($now - $vm.CreateDate).Days
        Policy     = ($vm | Get-SpbmEntityConfiguration).StoragePolicy?.Name ?? 'none'
    }
}

$rows |
    Sort-Object -Property 'Mem (GB)' -Descending |
    Select-Object -First $Top |
    ConvertTo-Html -Head $head -PostContent $footer -PreContent "<h1>Top $Top</h1>" |
    Out-File -FilePath $OutFile -Encoding utf8

# a table by hand
$sb = New-Object System.Text.StringBuilder
[void]$sb.AppendLine('Name'.PadRight(20) + 'GB')
$rows.ForEach({ [void]$sb.AppendFormat("{0,-20}{1:N1}`n", $_.Name, $_.Disks) })
$rows.Where{ $_.Age -gt 365 }.ForEach{ $null = $sb.Append("old: $($_.Name)`n") }
$sb.ToString() > "$OutFile.txt"

"{0:P1} of machines have notes" -f (($rows | ? Notes).Count / [Math]::Max(1, @($rows).Count))
$bySize = $rows | Group-Object { switch ($_.'Mem (GB)') { { $_ -lt 4 } { 'small' } { $_ -lt 32 } { 'medium' } default { 'large' } } } -AsHashTable -AsString
$bySize.Keys | Sort-Object | ForEach-Object { '{0}: {1}' -f $_, $bySize[$_].Count }
$colours = @{ red = 1, 2, 3; green = @(4; 5); blue = 6..9 }
$colours.red[0], $colours['green'][-1], $colours.blue[1..2]
Write-Host "Done in $(((Get-Date) - $now).TotalSeconds.ToString('F2'))s: ""$OutFile""" -ForegroundColor Green
