;; Copies a text into the core's memory as UTF-8, as `TextEncoder.encodeInto` does, by the string
;; builtins of WebAssembly. copy-text.ts says why.
(module
  (type $units (array (mut i16)))
  (import "wasm:js-string" "intoCharCodeArray"
    (func $into (param externref) (param (ref null $units)) (param i32) (result i32)))
  (import "core" "memory" (memory 1))

  ;; MAX_UNITS of copy-text.ts: a longer text would trap.
  (global $room (ref $units) (array.new_default $units (i32.const 16384)))

  ;; Writes `text` to `to`, where there are two bytes for each of its units; gives the number of bytes.
  ;; -1 where a character takes more than two: that is left to `encodeInto`, surrogates and all.
  (func (export "copyText") (param $text externref) (param $to i32) (result i32)
    (local $units (ref $units))
    (local $at i32)
    (local $length i32)
    (local $unit i32)
    (local $start i32)
    (local $eight v128)
    (local.set $start (local.get $to))
    (local.set $units (global.get $room))
    (local.set $length (call $into (local.get $text) (local.get $units) (i32.const 0)))

    ;; As long as all is ASCII, eight at a time.
    (block $rest
      (loop $next
        (br_if $rest
          (i32.gt_u (i32.add (local.get $at) (i32.const 8)) (local.get $length)))
        (local.set $eight
          (i16x8.replace_lane 7 (i16x8.replace_lane 6 (i16x8.replace_lane 5 (i16x8.replace_lane 4
          (i16x8.replace_lane 3 (i16x8.replace_lane 2 (i16x8.replace_lane 1 (i16x8.splat
            (array.get_u $units (local.get $units) (local.get $at)))
            (array.get_u $units (local.get $units) (i32.add (local.get $at) (i32.const 1))))
            (array.get_u $units (local.get $units) (i32.add (local.get $at) (i32.const 2))))
            (array.get_u $units (local.get $units) (i32.add (local.get $at) (i32.const 3))))
            (array.get_u $units (local.get $units) (i32.add (local.get $at) (i32.const 4))))
            (array.get_u $units (local.get $units) (i32.add (local.get $at) (i32.const 5))))
            (array.get_u $units (local.get $units) (i32.add (local.get $at) (i32.const 6))))
            (array.get_u $units (local.get $units) (i32.add (local.get $at) (i32.const 7)))))
        (br_if $rest
          (v128.any_true (v128.and (local.get $eight) (i16x8.splat (i32.const 0xff80)))))
        (v128.store64_lane 0 (local.get $to)
          (i8x16.narrow_i16x8_u (local.get $eight) (local.get $eight)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $to (i32.add (local.get $to) (i32.const 8)))
        (br $next)))

    (loop $next
      (if (i32.eq (local.get $at) (local.get $length))
        (then (return (i32.sub (local.get $to) (local.get $start)))))
      (local.set $unit (array.get_u $units (local.get $units) (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.ge_u (local.get $unit) (i32.const 0x80))
        (then
          (if (i32.ge_u (local.get $unit) (i32.const 0x800))
            (then (return (i32.const -1))))
          (i32.store8 (local.get $to)
            (i32.or (i32.const 0xc0) (i32.shr_u (local.get $unit) (i32.const 6))))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (local.set $unit
            (i32.or (i32.const 0x80) (i32.and (local.get $unit) (i32.const 0x3f))))))
      (i32.store8 (local.get $to) (local.get $unit))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (br $next))
    (unreachable)))
