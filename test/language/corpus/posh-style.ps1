# The loose style of old scripts: aliases, tabs, odd spacing, upper case, V2 habits.
IF(!(Get-PSSnapin|?{$_.Name -eq "VMware.VimAutomation.Core"})){Add-PSSnapin VMware.VimAutomation.Core}
$VC=Read-Host "vCenter"
$Cred=Get-Credential	-Message	"Login"
Connect-VIServer $VC -Credential $Cred|Out-Null
$Report=@()
ForEach($VMHost in (Get-VMHost|Sort Name)){
	$View=$VMHost|Get-View
	Foreach($VM in ($VMHost|Get-VM)){
		$Row=""|Select VM,Host,Tools,IP,Datastore
		$Row.VM=$VM.Name;$Row.Host=$VMHost.Name
		$Row.Tools=$VM.ExtensionData.Guest.ToolsStatus
		$Row.IP=[string]::Join(",",$VM.Guest.IPAddress)
		$Row.Datastore=($VM.ExtensionData.Datastore|%{(Get-View $_ -Property Name).Name}) -Join ';'
		$Report+=$Row
	}
}
$Report|Export-Csv "c:\temp\report_$((Get-Date).ToString('yyyyMMdd')).csv" -NoType -UseCulture
$Report|ft -AutoSize
If ($Report.Count -gt 0) { Write-Host "$($Report.Count) rows" -fore green } Else { Write-Host 'nothing' -f Red -b Black }
get-vm|where{$_.powerstate -eq"PoweredOn"}|select name,@{N="Disk";E={($_|get-harddisk|measure-object -property capacityGB -sum).sum}},@{Name='Used';Expression={[math]::round($_.UsedSpaceGB,2)}}|sort Disk -desc|select -first 5
$spec=New-Object VMware.Vim.VirtualMachineConfigSpec -Property @{NumCPUs=2;MemoryMB=4096}
$spec.DeviceChange=New-Object VMware.Vim.VirtualDeviceConfigSpec[] (1)
$spec.DeviceChange[0]=New-Object VMware.Vim.VirtualDeviceConfigSpec
$spec.DeviceChange[0].Operation="edit"
(Get-View -ViewType VirtualMachine -Filter @{"Name"="^app"}).ReconfigVM_Task($spec)|Out-Null
Get-VM "web*"|Get-NetworkAdapter|?{$_.Type -ne "Vmxnet3"}|Set-NetworkAdapter -Type Vmxnet3 -Confirm:$False|Out-Null
$esxcli=Get-EsxCli -VMHost esx1 -V2; $esxcli.system.settings.advanced.set.Invoke(@{option="/Net/x";intvalue=[long]1})
1..5|%{New-VM -Name("test{0:00}" -f $_) -ResourcePool(Get-ResourcePool Resources) -Datastore ds1 -DiskGB 1 -RunAsync}
$x=$y=$z=0
while($x-lt 3){$x++;if($x-eq 2){continue}else{"x is $x"}}
switch($x){1{"one"}2{"two"}default{"other"}}
function Get-Thing($Name,$Count=1){process{"$Name $Count";if($_){$_}}}
Function Show-Help(){
@"
 Usage: $($MyInvocation.MyCommand.Name) -Name <n>
"@
}
try{Get-Thing "a" 2}catch{$_.Exception.Message;exit 1}
Write-Host("a"+"b")
Write-Host "100%" "5 `$" '$notexpanded' $("sub") @("arr","ay")
[array]$arr="1","2";$arr[0..($arr.Length-1)]
if($arr -contains "1" -AND $arr -notcontains "3" -OR $false){"yes"}
$html="<table><tr><td>"+($arr -join "</td><td>")+"</td></tr></table>"
Disconnect-VIServer -Server $VC -Force -Confirm:$false
