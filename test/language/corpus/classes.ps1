enum PowerState {
    Off = 0
    On
    Suspended = 1 + 2
}

[Flags()] enum Access : byte { None; Read = 1; Write = 2; All = 3 }

class Machine : System.IComparable {
    [string] $Name
    [ValidateRange(1, 128)] [int] $Cpu = 1
    hidden [datetime] $Created = [datetime]::UtcNow
    static [int] $Count = 0
    [PowerState] $State
    $Tags = @()
    [hashtable] $Extra = @{ a = 1; b = 2 }

    Machine() { [Machine]::Count++ }
    Machine([string] $name) {
        $this.Name = $name
        [Machine]::Count++
    }
    static Machine() { [Machine]::Count = 0 }

    [void] Start() {
        if ($this.State -eq [PowerState]::On) {
            throw [System.InvalidOperationException]::new("$($this.Name) is on")
        }
        $this.State = 'On'
    }

    [string] ToString() { return '{0} ({1})' -f $this.Name, $this.State }

    [int] CompareTo([object] $other) {
        if ($null -eq $other) { return 1 }
        return [string]::Compare($this.Name, ([Machine] $other).Name)
    }

    static [Machine[]] Make([string[]] $names) {
        $made = foreach ($n in $names) { [Machine]::new($n) }
        return $made
    }

    hidden [bool] Matches([string] $pattern, [switch] $Exact) {
        $result = $false
        switch ($Exact) {
            $true { $result = $this.Name -ceq $pattern }
            default { $result = $this.Name -like $pattern }
        }
        return $result
    }

    [object[]] Disks() { return @(1..3 | ForEach-Object { "$($this.Name)_$_.vmdk" }) }
    [int] Loop() {
        $sum = 0
        for ($i = 0; $i -lt 3; $i++) { $sum += $i }
        while ($sum -gt 10) { $sum-- }
        try { $sum = $sum / 1 } catch { throw } finally { Write-Verbose $sum }
        return $sum
    }
}

class EncryptedMachine : Machine {
    [string] $KeyId; [string] $Provider = 'default'

    EncryptedMachine([string] $name, [string] $key) : base($name) {
        $this.KeyId = $key
    }

    [string] ToString() {
        return ([Machine] $this).ToString() + " key $($this.KeyId)"
    }
}

class Empty {}
class Generic : System.Collections.Generic.List[string] { [void] AddTwice([string] $item) { $this.Add($item); $this.Add($item) } }
class WithKeywords { [void] Process() { } [void] End() { } [string] Class() { return 'c' } $Begin }

$m = [EncryptedMachine]::new('app-01', 'key-1')
$m.Start(); "$m"
[Machine]::Make(('a', 'b')) | Sort-Object
$m.GetType().GetMethods().Where({ $_.DeclaringType -eq [Machine] }).Name
$dict = [System.Collections.Generic.Dictionary[[string], [int]]]::new()
[System.Linq.Enumerable]::Range[int](1, 2)
