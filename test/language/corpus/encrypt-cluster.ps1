#requires -Version 5.1
#requires -Modules VMware.VimAutomation.Core, @{ ModuleName = 'VMware.VimAutomation.Storage'; ModuleVersion = '10.0.0' }

<#
.SYNOPSIS
    Encrypts every powered off virtual machine of a cluster.

.DESCRIPTION
    Walks the cluster, skips what cannot be encrypted, and writes a report.

        The report is a CSV file with one line per machine.

.PARAMETER Cluster
    Name of the cluster, wildcards allowed.

.PARAMETER Provider
    Key provider. The default one when left out.

.EXAMPLE
    ./encrypt-cluster.ps1 -Cluster Lab-*

    Encrypts with the default provider.

.EXAMPLE
    ./encrypt-cluster.ps1 Lab -Provider kms-1 -WhatIf

.LINK
    Get-VM

.NOTES
    Needs the privilege Cryptographer.EncryptNew.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [Parameter(Mandatory, Position = 0, ValueFromPipeline = $true)]
    [ValidateNotNullOrEmpty()]
    [string[]] $Cluster,

    [Parameter(Position = 1)]
    [Alias('KmsCluster')]
    [string] $Provider,

    [ValidateSet('Home', 'All')]
    [string] $Scope = 'All',

    [ValidateRange(1, [int]::MaxValue)]
    [int] $Parallel = 4,

    [switch] $PassThru
)

begin {
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'
    $report = [System.Collections.Generic.List[psobject]]::new()
    $skipped = @{}

    function Test-Encryptable {
        [OutputType([bool])]
        param([Parameter(Mandatory)] $VM, [ref] $Reason)

        $Reason.Value = switch ($true) {
            { $VM.PowerState -ne 'PoweredOff' } { 'powered on'; break }
            { $VM.ExtensionData.Snapshot -ne $null } { 'has snapshots'; break }
            ($VM.Name -like 'vcsa-*') { 'is the vCenter'; break }
            default { $null }
        }
        return -not $Reason.Value
    }
}

process {
    foreach ($pattern in $Cluster) {
        $machines = Get-Cluster -Name $pattern | Get-VM |
            Where-Object { -not $_.Encrypted } |
            Sort-Object -Property @{ Expression = 'UsedSpaceGB'; Descending = $true }, Name

        :machine foreach ($vm in $machines) {
            $why = $null
            if (!(Test-Encryptable -VM $vm -Reason ([ref] $why))) {
                $skipped[$vm.Name] = $why
                Write-Warning ("{0,-20} skipped: {1}" -f $vm.Name, $why)
                continue machine
            }

            if ($PSCmdlet.ShouldProcess($vm.Name, "Encrypt ($Scope, $([math]::Round($vm.UsedSpaceGB, 1)) GB)")) {
                $arguments = @{ VM = $vm; ErrorAction = 'Stop' }
                if ($Provider) { $arguments['KeyProvider'] = $Provider }
                if ($Scope -eq 'Home') { $arguments.SkipHardDisks = $true }
                try {
                    $task = Enable-VMEncryption @arguments -RunAsync
                    while ($task.State -notin 'Success', 'Error') {
                        Write-Progress -Activity "Encrypting $($vm.Name)" -PercentComplete $task.PercentComplete
                        Start-Sleep -Milliseconds 250
                        $task = Get-Task -Id $task.Id
                    }
                    $report.Add([pscustomobject]@{
                            Name    = $vm.Name
                            State   = [string] $task.State
                            Started = $task.StartTime.ToString('yyyy-MM-dd HH:mm:ss')
                            Minutes = '{0:N2}' -f ($task.FinishTime - $task.StartTime).TotalMinutes
                        })
                }
                catch [VMware.VimAutomation.Sdk.Types.V1.ErrorHandling.VimException.VimException] {
                    $skipped[$vm.Name] = $_.Exception.Message
                }
                catch {
                    Write-Error -ErrorRecord $_ -ErrorAction Continue
                }
                finally {
                    Write-Progress -Activity "Encrypting $($vm.Name)" -Completed
                }
            }
        }
    }
}

end {
    $report | Export-Csv -Path (Join-Path $PWD "encryption-$(Get-Date -Format 'yyyyMMdd').csv") -NoTypeInformation
    if ($skipped.Count) {
        $skipped.GetEnumerator() | ForEach-Object { "$($_.Key): $($_.Value)" } | Out-File -FilePath ./skipped.txt -Append
    }
    if ($PassThru) { $report }
}
