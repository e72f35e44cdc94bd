#Requires -RunAsAdministrator
#Requires -PSEdition Core
[CmdletBinding()]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingWriteHost', '', Justification = 'It talks to a person.')]
param(
    [Parameter(Mandatory = $true, HelpMessage = 'Source host')] [Alias('From', 'Source')] $SourceHost,
    [Parameter(Mandatory = $true)] [ArgumentCompleter({ param($c, $p, $word) Get-VMHost "$word*" | % Name })] $TargetHost,
    [ValidateScript({ Test-Path $_ -PathType Leaf })] [IO.FileInfo] $List,
    [ValidatePattern('^\d{1,2}:\d{2}$')] [string] $Until = '06:00',
    [ValidateCount(0, 5)] [ValidateLength(1, 20)] [string[]] $Exclude = @('vcsa*', 'dc*'),
    [AllowNull()] [AllowEmptyString()] [AllowEmptyCollection()] $Rest,
    [Parameter(ValueFromRemainingArguments)] $More,
    [Nullable[int]] $Limit,
    [scriptblock] $Filter = { $true },
    [hashtable[]] $Rules = (@{ Name = 'a' }, @{ Name = 'b' })
)

$deadline = [datetime]::ParseExact($Until, 'HH:mm', [cultureinfo]::InvariantCulture)
if ($deadline -lt (Get-Date)) { $deadline = $deadline.AddDays(1) }
$PSDefaultParameterValues = @{ 'Get-VM:Server' = $global:DefaultVIServer; '*:Verbose' = $true }

$queue = [Collections.Queue]::new(@(Get-VMHost $SourceHost | Get-VM | Where-Object {
            $vm = $_
            -not ($Exclude | Where-Object { $vm.Name -like $_ }) -and (& $Filter $vm)
        }))
$running, $done, $failed = @{}, 0, [ordered]@{}

while (($queue.Count -gt 0 -or $running.Count -gt 0) -and (Get-Date) -lt $deadline) {
    while ($running.Count -lt 4 -and $queue.Count) {
        $vm = $queue.Dequeue()
        $running[$vm.Id] = [pscustomobject]@{
            VM   = $vm
            Task = Move-VM -VM $vm -Destination $TargetHost -VMotionPriority High -RunAsync -Confirm:$false
            At   = Get-Date
        }
    }
    foreach ($id in @($running.Keys)) {
        $entry = $running[$id]; $task = Get-Task -Id $entry.Task.Id
        switch ($task.State) {
            'Success' { $done++; $running.Remove($id) }
            'Error' {
                $failed[$entry.VM.Name] = $task.ExtensionData.Info.Error.LocalizedMessage
                $running.Remove($id)
            }
            Default { Write-Verbose ("{0,-15} {1,3}% {2:mm\:ss}" -f $entry.VM.Name, $task.PercentComplete, ((Get-Date) - $entry.At)) }
        }
    }
    Write-Progress -Id 1 -Activity Moving -Status "$done done, $($queue.Count) waiting" -PercentComplete (100 * $done / [Math]::Max(1, $done + $queue.Count + $running.Count))
    Start-Sleep 2
}

$summary = "{0} moved, {1} failed, {2} left at {3:t}" -f $done, $failed.Count, $queue.Count, (Get-Date)
Write-Host $summary -ForegroundColor ($failed.Count ? 'Yellow' : 'Green')
foreach ($entry in $failed.GetEnumerator()) { "  $($entry.Name)`t$($entry.Value)" | Write-Warning }
Send-MailMessage -To ops@example.org -Subject $summary -Body ($failed | Out-String) -SmtpServer mail -ErrorAction SilentlyContinue 2>$null
exit [int]($failed.Count -gt 0)
