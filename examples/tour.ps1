# The whole story on one page: run it with `vseal run examples/tour.ps1`, best on a throw-away lab.

Write-Host 'The lab: three hosts, six virtual machines, one key provider.'
Get-VMHost | Select-Object Name, ConnectionState, AESNIStatus, CryptoState | Format-Table
Get-VM | Format-Table
Get-KeyProvider | Format-Table

Write-Host 'What would an encryption do?'
Enable-VMEncryption app-01 -WhatIf

Write-Host 'Encrypt three VMs: a key each from the KMS, a data key for each disk, every block rewritten.'
Get-VM app-* | Enable-VMEncryption | Select-Object Name, Encrypted, EncryptionKeyId | Format-Table

Write-Host 'Start one: the host unwraps its data keys with the key that vCenter fetched.'
Start-VM app-01 | Format-Table
Get-VM | Where-Object { $_.Encrypted } | Select-Object Name, PowerState, EncryptionKeyId | ConvertTo-Json

Write-Host 'Some things are refused, with the reason and the way out:'
Enable-VMEncryption db-01
Enable-VMEncryption web-01
Enable-VMEncryption vcsa-01
Set-VMotionEncryption app-01 -Encryption Disabled

Write-Host 'And back again.'
Stop-VM app-01 -Confirm:$false | Out-Null
Get-VM app-* | Disable-VMEncryption | Select-Object Name, Encrypted | Format-Table

Write-Host 'What the datacenter remembers of it:'
Get-VIEvent -MaxSamples 8 | Format-Table
