/** RFC 3394 §4 and RFC 5649 §6: key encryption key, key, wrapped key. */
const KEK = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const KEY = '00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f';

export const RFC_3394_CASES = [
  {
    section: '4.1',
    kek: KEK.slice(0, 32),
    key: KEY.slice(0, 32),
    wrapped: '1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5',
  },
  {
    section: '4.2',
    kek: KEK.slice(0, 48),
    key: KEY.slice(0, 32),
    wrapped: '96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d',
  },
  {
    section: '4.3',
    kek: KEK,
    key: KEY.slice(0, 32),
    wrapped: '64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7',
  },
  {
    section: '4.4',
    kek: KEK.slice(0, 48),
    key: KEY.slice(0, 48),
    wrapped: '031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2',
  },
  {
    section: '4.5',
    kek: KEK,
    key: KEY.slice(0, 48),
    wrapped: 'a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1',
  },
  {
    section: '4.6',
    kek: KEK,
    key: KEY,
    wrapped: '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21',
  },
];

export const RFC_5649_CASES = [
  {
    section: '6, 20 octets',
    kek: '5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8',
    key: 'c37b7e6492584340bed12207808941155068f738',
    wrapped: '138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a',
  },
  {
    section: '6, 7 octets',
    kek: '5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8',
    key: '466f7250617369',
    wrapped: 'afbeb0f07dfbf5419200f2ccb50bb24f',
  },
];
