/** RFC 6070: PBKDF2 with HMAC-SHA-1; the case of 16,777,216 rounds is past what is accepted. */
export const RFC_6070_CASES = [
  { password: 'password', salt: 'salt', rounds: 1, derived: '0c60c80f961f0e71f3a9b524af6012062fe037a6' },
  { password: 'password', salt: 'salt', rounds: 2, derived: 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957' },
  { password: 'password', salt: 'salt', rounds: 4096, derived: '4b007901b765489abead49d926f721d065a429c1' },
  {
    password: 'passwordPASSWORDpassword',
    salt: 'saltSALTsaltSALTsaltSALTsaltSALTsalt',
    rounds: 4096,
    derived: '3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038',
  },
  { password: 'pass\0word', salt: 'sa\0lt', rounds: 4096, derived: '56fa6aa75548099dcc37d7f03425e0c3' },
] as const;
