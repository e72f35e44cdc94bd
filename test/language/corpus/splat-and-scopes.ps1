$common = @{ Server = 'vc1'; ErrorAction = 'Stop' }
$positional = 'web*', 5
Get-VM @common -Name x
Get-Random @positional
Get-VM @common @args @PSBoundParameters
function Wrapper { Get-VM @common @args; & $script:inner @common; $PSBoundParameters.Remove('X') | Out-Null }
$global:Total = $script:Total + 1; ${global:odd name} = 2; $variable:x; $function:Wrapper; $env:TEMP; ${C:\file.txt}
$using:remote
$var = 1; "$var $($var) ${var}s $var.Length $($var.Length) $($common.Server) $common[Server] $env:USER:x ${env:USER}:x"
$name = 'Count'; $common.$name; $common."$name"; $common.($name); $common.Keys.$name
$a.b.c.d = $a['b']['c'] = $a[0].b[1] = 5
$obj.Property.Method($arg1, 'two', { 3 }, @{ four = 4 }, (5), [int]6, -7, !$true).Another[0].Third()
$obj.Method(
    1,
    2
).Length
[Type]::Method($x)::Other
$x = $obj.Where({ $_.A -eq 1 }).ForEach('Name')
$sb = { param([int] $n = 1) begin { $s = 0 } process { $s += $_ } end { $s * $n } }
1..3 | & $sb -n 2
$f = ${function:Wrapper}; $g = $function:Wrapper.Ast
Set-Variable -Name dynamic -Value 1 -Scope Script; Get-Variable dynamic -ValueOnly
New-Item -Path function: -Name script:made -Value { 1 } -Force | Out-Null
(Get-Item variable:a).Value; Test-Path env:PATH
& { $local = 1; & { $local = 2 }; $local }
. { $leaks = 1 }
$ExecutionContext.InvokeCommand.ExpandString('$var')
$ErrorActionPreference, $WarningPreference = 'Stop', 'SilentlyContinue'
${a-b} = 1; ${a`}b} = 2; $a_1 = $a1 = $Ünïcode = 3
$true, $false, $null, $_, $$, $?, $^, $args, $input, $this, $PSItem
$_.Name; $?.ToString(); $^ + $$; "$?" + "$_" + "$$"
$matches[1]; $Matches.0; $x.1
