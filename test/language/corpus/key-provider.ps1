# Functions around key providers, as a module would hold them.
Set-StrictMode -Version 3.0

$script:DefaultPort = 5696
$Script:Retries = 3; $private:cache = @{}

filter Select-HealthyServer { if ($_.Status -eq 'Green') { $_ } }

function Get-ProviderSummary {
    <#
    .SYNOPSIS
    Summary of key providers.
    .PARAMETER Name
    Provider name.
    #>
    [CmdletBinding(DefaultParameterSetName = 'ByName')]
    [OutputType('KeyProvider.Summary')]
    Param
    (
        [Parameter(ParameterSetName = 'ByName', Position = 0)]
        [SupportsWildcards()]
        [string]$Name = '*',
        [Parameter(ParameterSetName = 'ById', Mandatory = $true)]
        [guid]$Id
    )
    Begin
    {
        Write-Verbose -Message "parameter set $($PSCmdlet.ParameterSetName)"
        $providers = if ($PSBoundParameters.ContainsKey('Id')) {
            Get-KeyProvider | Where Id -eq $Id
        } else {
            Get-KeyProvider -Name $Name -ErrorAction SilentlyContinue
        }
    }
    Process
    {
        foreach ($provider in $providers)
        {
            $servers = @(Get-KeyManagementServer -KeyProvider $provider | Select-HealthyServer)
            New-Object -TypeName PSObject -Property ([ordered]@{
                PSTypeName = 'KeyProvider.Summary'
                Name       = $provider.Name
                Default    = [bool]$provider.DefaultForSystem
                Servers    = $servers.Count
                Addresses  = ($servers | % { '{0}:{1}' -f $_.Address, $_.Port }) -join ', '
                Oldest     = $servers |
                    Sort-Object CertificateNotAfter |
                    Select-Object -First 1 -ExpandProperty CertificateNotAfter
            })
        }
    }
}

function Add-Server ([string] $Provider, [string] $Address, [int] $Port = $script:DefaultPort, [switch] $Trust) {
    $attempt = 0
    do {
        $attempt++
        try {
            $server = Add-KeyManagementServer -KeyProvider $Provider -Name $Address.Split('.')[0] `
                -Address $Address `
                -Port $Port `
                -TrustKeyManagementServer:$Trust
            break
        } catch {
            if ($attempt -ge $script:Retries) { throw }
            Write-Warning "try $attempt of ${script:Retries}: $($_.Exception.Message)"
            Start-Sleep -Seconds ([math]::Pow(2, $attempt))
        }
    } until ($server -or $attempt -ge $script:Retries)
    return $server
}

function Remove-StaleKey {
    [CmdletBinding(SupportsShouldProcess)]
    param([timespan] $OlderThan = '90.00:00:00')
    dynamicparam {
        $attribute = New-Object System.Management.Automation.ParameterAttribute
        $attribute.Mandatory = $false
        $dictionary = New-Object System.Management.Automation.RuntimeDefinedParameterDictionary
        $dictionary.Add('Server', (New-Object System.Management.Automation.RuntimeDefinedParameter('Server', [string], $attribute)))
        $dictionary
    }
    process {
        $limit = (Get-Date) - $OlderThan
        $keys = Get-KmsKey | ? { $_.LastUsed -lt $limit -and -not $_.InUse }
        $keys | & { process { if ($PSCmdlet.ShouldProcess($_.Id)) { Remove-KmsKey $_ -Confirm:$false } } }
    }
}

New-Alias -Name gps2 -Value Get-ProviderSummary -Force
Export-ModuleMember -Function Get-*, Add-Server, 'Remove-StaleKey' -Alias * -Variable DefaultPort
