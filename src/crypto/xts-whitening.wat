;; The whitening of XTS (IEEE 1619 §5.3): C = E(P xor T) xor T, where T of a unit's block j is its
;; encrypted tweak times x^j in GF(2^128). The cipher itself runs outside, over a whole run of units at
;; once; this module numbers the units, expands their tweaks to one mask per block, and xors.
;;
;; All areas are 16-byte blocks in one memory: the tweaks (one block per unit), the data, and the masks,
;; which have the data's layout. Lengths are in bytes; the caller checks every bound.
(module
  (memory (import "whitening" "memory") 1)

  ;; Writes the tweaks of `units` units that are numbered from `first`, little-endian (plain64).
  (func (export "number") (param $tweaks i32) (param $first i64) (param $units i32)
    (loop $unit
      (i64.store (local.get $tweaks) (local.get $first))
      (i64.store offset=8 (local.get $tweaks) (i64.const 0))
      (local.set $first (i64.add (local.get $first) (i64.const 1)))
      (local.set $tweaks (i32.add (local.get $tweaks) (i32.const 16)))
      (br_if $unit (local.tee $units (i32.sub (local.get $units) (i32.const 1))))))

  ;; Expands the encrypted tweaks to masks and xors them into the data. Multiplying by x depends on the
  ;; product before it, so four units go side by side. The carry out of each 32-bit lane enters the
  ;; next lane as 1; the carry out of the last one enters the first as 0x87.
  (func (export "whiten")
    (param $data i32) (param $masks i32) (param $tweaks i32) (param $units i32) (param $unitBytes i32)
    (local $d1 i32) (local $d2 i32) (local $d3 i32) (local $m1 i32) (local $m2 i32) (local $m3 i32)
    (local $end i32) (local $t0 v128) (local $t1 v128) (local $t2 v128) (local $t3 v128)
    (local $carry v128)
    (block $fewer
      (loop $four
        (br_if $fewer (i32.lt_u (local.get $units) (i32.const 4)))
        (local.set $d1 (i32.add (local.get $data) (local.get $unitBytes)))
        (local.set $d2 (i32.add (local.get $d1) (local.get $unitBytes)))
        (local.set $d3 (i32.add (local.get $d2) (local.get $unitBytes)))
        (local.set $m1 (i32.add (local.get $masks) (local.get $unitBytes)))
        (local.set $m2 (i32.add (local.get $m1) (local.get $unitBytes)))
        (local.set $m3 (i32.add (local.get $m2) (local.get $unitBytes)))
        (local.set $end (local.get $d1))
        (local.set $t0 (v128.load (local.get $tweaks)))
        (local.set $t1 (v128.load offset=16 (local.get $tweaks)))
        (local.set $t2 (v128.load offset=32 (local.get $tweaks)))
        (local.set $t3 (v128.load offset=48 (local.get $tweaks)))
        (loop $block
          (v128.store (local.get $data) (v128.xor (v128.load (local.get $data)) (local.get $t0)))
          (v128.store (local.get $masks) (local.get $t0))
          (local.set $carry (i32x4.shr_s (local.get $t0) (i32.const 31)))
          (local.set $t0
            (v128.xor (i32x4.shl (local.get $t0) (i32.const 1))
              (v128.and (v128.const i32x4 0x87 1 1 1)
                (i8x16.shuffle 12 13 14 15 0 1 2 3 4 5 6 7 8 9 10 11 (local.get $carry) (local.get $carry)))))

          (v128.store (local.get $d1) (v128.xor (v128.load (local.get $d1)) (local.get $t1)))
          (v128.store (local.get $m1) (local.get $t1))
          (local.set $carry (i32x4.shr_s (local.get $t1) (i32.const 31)))
          (local.set $t1
            (v128.xor (i32x4.shl (local.get $t1) (i32.const 1))
              (v128.and (v128.const i32x4 0x87 1 1 1)
                (i8x16.shuffle 12 13 14 15 0 1 2 3 4 5 6 7 8 9 10 11 (local.get $carry) (local.get $carry)))))

          (v128.store (local.get $d2) (v128.xor (v128.load (local.get $d2)) (local.get $t2)))
          (v128.store (local.get $m2) (local.get $t2))
          (local.set $carry (i32x4.shr_s (local.get $t2) (i32.const 31)))
          (local.set $t2
            (v128.xor (i32x4.shl (local.get $t2) (i32.const 1))
              (v128.and (v128.const i32x4 0x87 1 1 1)
                (i8x16.shuffle 12 13 14 15 0 1 2 3 4 5 6 7 8 9 10 11 (local.get $carry) (local.get $carry)))))

          (v128.store (local.get $d3) (v128.xor (v128.load (local.get $d3)) (local.get $t3)))
          (v128.store (local.get $m3) (local.get $t3))
          (local.set $carry (i32x4.shr_s (local.get $t3) (i32.const 31)))
          (local.set $t3
            (v128.xor (i32x4.shl (local.get $t3) (i32.const 1))
              (v128.and (v128.const i32x4 0x87 1 1 1)
                (i8x16.shuffle 12 13 14 15 0 1 2 3 4 5 6 7 8 9 10 11 (local.get $carry) (local.get $carry)))))

          (local.set $d1 (i32.add (local.get $d1) (i32.const 16)))
          (local.set $d2 (i32.add (local.get $d2) (i32.const 16)))
          (local.set $d3 (i32.add (local.get $d3) (i32.const 16)))
          (local.set $masks (i32.add (local.get $masks) (i32.const 16)))
          (local.set $m1 (i32.add (local.get $m1) (i32.const 16)))
          (local.set $m2 (i32.add (local.get $m2) (i32.const 16)))
          (local.set $m3 (i32.add (local.get $m3) (i32.const 16)))
          (br_if $block
            (i32.ne (local.tee $data (i32.add (local.get $data) (i32.const 16))) (local.get $end))))
        (local.set $data (local.get $d3))
        (local.set $masks (local.get $m3))
        (local.set $tweaks (i32.add (local.get $tweaks) (i32.const 64)))
        (local.set $units (i32.sub (local.get $units) (i32.const 4)))
        (br $four)))
    (block $none
      (loop $one
        (br_if $none (i32.eqz (local.get $units)))
        (local.set $t0 (v128.load (local.get $tweaks)))
        (local.set $end (i32.add (local.get $data) (local.get $unitBytes)))
        (loop $block
          (v128.store (local.get $data) (v128.xor (v128.load (local.get $data)) (local.get $t0)))
          (v128.store (local.get $masks) (local.get $t0))
          (local.set $carry (i32x4.shr_s (local.get $t0) (i32.const 31)))
          (local.set $t0
            (v128.xor (i32x4.shl (local.get $t0) (i32.const 1))
              (v128.and (v128.const i32x4 0x87 1 1 1)
                (i8x16.shuffle 12 13 14 15 0 1 2 3 4 5 6 7 8 9 10 11 (local.get $carry) (local.get $carry)))))
          (local.set $masks (i32.add (local.get $masks) (i32.const 16)))
          (br_if $block
            (i32.ne (local.tee $data (i32.add (local.get $data) (i32.const 16))) (local.get $end))))
        (local.set $tweaks (i32.add (local.get $tweaks) (i32.const 16)))
        (local.set $units (i32.sub (local.get $units) (i32.const 1)))
        (br $one))))

  ;; Xors the masks into the data once more, after the cipher: 64 bytes at a time, then the rest.
  (func (export "unwhiten") (param $data i32) (param $masks i32) (param $bytes i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $data) (i32.and (local.get $bytes) (i32.const -64))))
    (block $fewer
      (loop $four
        (br_if $fewer (i32.eq (local.get $data) (local.get $end)))
        (v128.store (local.get $data)
          (v128.xor (v128.load (local.get $data)) (v128.load (local.get $masks))))
        (v128.store offset=16 (local.get $data)
          (v128.xor (v128.load offset=16 (local.get $data)) (v128.load offset=16 (local.get $masks))))
        (v128.store offset=32 (local.get $data)
          (v128.xor (v128.load offset=32 (local.get $data)) (v128.load offset=32 (local.get $masks))))
        (v128.store offset=48 (local.get $data)
          (v128.xor (v128.load offset=48 (local.get $data)) (v128.load offset=48 (local.get $masks))))
        (local.set $data (i32.add (local.get $data) (i32.const 64)))
        (local.set $masks (i32.add (local.get $masks) (i32.const 64)))
        (br $four)))
    (local.set $end (i32.add (local.get $end) (i32.and (local.get $bytes) (i32.const 63))))
    (block $done
      (loop $one
        (br_if $done (i32.eq (local.get $data) (local.get $end)))
        (v128.store (local.get $data)
          (v128.xor (v128.load (local.get $data)) (v128.load (local.get $masks))))
        (local.set $data (i32.add (local.get $data) (i32.const 16)))
        (local.set $masks (i32.add (local.get $masks) (i32.const 16)))
        (br $one)))))
