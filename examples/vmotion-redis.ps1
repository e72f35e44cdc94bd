# Experiment: a Redis server under load is moved, plain and encrypted.
#
#     vseal run examples/vmotion-redis.ps1
#
# Two parts. The first moves real memory over sockets of this machine while a workload like Redis's writes it: most
# writes hit few pages, the rest any. The second computes the same on hosts of 2016 with a 10 Gb/s link, for sizes that
# no test machine has. Change the numbers and run it again; everything follows from -Seed.
param(
    [string] $Path = 'vmotion-redis.html',
    [double] $MemoryMB = 128,
    [double] $LinkMbps = 1600,
    [int] $Repeat = 3
)

Write-Host "Measuring: $MemoryMB MB of memory over a link of $LinkMbps Mb/s, $Repeat times each."
$runs = foreach ($rate in 5, 20, 40) {
    Measure-VMotion Redis -MemoryMB $MemoryMB -LinkMbps $LinkMbps -WriteMBps $rate -Repeat $Repeat -Scenario "Redis, $rate MB/s written"
}

Write-Host 'Measuring without a link that holds it back: what the processor can do.'
$runs += Measure-VMotion Redis -MemoryMB $MemoryMB -WriteMBps 20 -Repeat $Repeat -Scenario 'Redis, full speed'

Write-Host 'Computing: 8, 32 and 128 GB over 10 Gb/s.'
$runs += foreach ($size in 8, 32, 128) {
    Invoke-VMotionSimulation Redis -MemoryGB $size -LinkGbps 10 -Scenario "Redis, $size GB, simulated"
}

$runs | Group-Object Scenario, Encrypted | ForEach-Object {
    $middle = $_.Group | Sort-Object DurationMs | Select-Object -Index ([Math]::Floor($_.Count / 2))
    $middle | Select-Object Scenario, Encrypted, Rounds, DurationMs, DowntimeMs, SourceCpuSeconds, DestinationCpuSeconds
} | Format-Table

Write-Host 'The report:'
$runs | Export-VMotionReport $Path -Title 'Encrypted vMotion of Redis'
