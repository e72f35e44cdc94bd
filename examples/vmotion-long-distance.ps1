# Experiment: a SQL Server is moved over long distances, plain and encrypted.
#
#     vseal run examples/vmotion-long-distance.ps1
#
# Computed on the simulated clock. The claim to look at: with buffers that follow the distance (from 4 ms on, ESXi sizes
# them by Migrate.NetExpectedLineRateMBps), the duration hardly depends on the round-trip time up to 150 ms, and
# encryption does not change it, because the link is what holds a migration back. Without that, it would be another story:
# the second scenario turns it off.
param(
    [string] $Path = 'vmotion-long-distance.html',
    [double] $MemoryGB = 16,
    [double] $LinkGbps = 1
)

$distances = 0, 5, 25, 50, 100, 150

Write-Host "A SQL Server with $MemoryGB GB over $LinkGbps Gb/s, round-trip times of $distances ms."
$runs = Invoke-VMotionSimulation SqlServer -MemoryGB $MemoryGB -LinkGbps $LinkGbps -RttMs $distances -Scenario 'SQL Server, latency-aware buffers'

Write-Host 'The same with buffers that do not grow, as if the threshold were never reached.'
$esx = Get-VMHost | Select-Object -First 1
$setting = Get-AdvancedSetting -Entity $esx -Name Migrate.NetLatencyModeThreshold
$before = $setting.Value
$null = $setting | Set-AdvancedSetting -Value 10000 -Confirm:$false
$runs += Invoke-VMotionSimulation SqlServer -MemoryGB $MemoryGB -LinkGbps $LinkGbps -RttMs $distances -VMHost $esx -Scenario 'SQL Server, fixed buffers'
$null = Get-AdvancedSetting -Entity $esx -Name Migrate.NetLatencyModeThreshold | Set-AdvancedSetting -Value $before -Confirm:$false

Write-Host 'And over a line that loses one packet in ten thousand.'
$runs += Invoke-VMotionSimulation SqlServer -MemoryGB $MemoryGB -LinkGbps $LinkGbps -RttMs $distances -LossPct 0.01 -Scenario 'SQL Server, 0.01 % loss'

$runs | Format-Table Scenario, RttMs, Encrypted, Outcome, Rounds, DurationMs, DowntimeMs, Limit

Write-Host 'The report:'
$runs | Export-VMotionReport $Path -Title 'Encrypted vMotion of SQL Server over long distances'
