/** Line pictures of what can be reported, 24 × 24, by the names a package gives (`event.json`, `snapshot`). */
export const KIND_PICTURES: Readonly<Record<string, string>> = {
  rubbish: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  road: 'M4 20 9 4M20 20 15 4M12 5v3M12 11v3M12 17v3',
  rubble: 'M3 19h18M5 19l3-6 4 6M10 19l4-9 6 9M8 9h.01M17 6h.01',
  truck: 'M3 7h11v9H3zM14 10h4l3 3v3h-7zM7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4M17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  fire: 'M12 21c-4 0-6-3-6-6 0-4 4-5 4-11 4 2 8 6 8 11 0 3-2 6-6 6zM12 21c-2 0-3-2-3-3 0-2 3-3 3-5 2 2 3 3 3 5 0 1-1 3-3 3',
  water: 'M3 9c3-3 6 3 9 0s6 3 9 0M3 14c3-3 6 3 9 0s6 3 9 0M3 19c3-3 6 3 9 0s6 3 9 0',
  tree: 'M12 21v-7M12 14c-4 0-6-2-6-5s3-6 6-6 6 3 6 6-2 5-6 5zM8 21h8',
  cover: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M7 9h10M6 13h12M8 17h8',
  flood: 'M4 12h16l-2-5H6zM7 12v3M17 12v3M3 19c3-3 6 3 9 0s6 3 9 0',
  exit: 'M5 3h10v18H5zM15 12h6M18 9l3 3-3 3M9 12h.01',
  house: 'M3 11 12 4l9 7M6 9v11h12V9M10 20v-6h4v6',
  dust: 'M3 15h11a3 3 0 1 0-3-3M3 10h8a2.500 2.500 0 1 0-2.500-2.500M3 19h13a2 2 0 1 0-2-2',
  people: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M16 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2 20c0-4 3-6 6-6s4 1 4 3c0-2 1-3 4-3s6 2 6 6',
  question: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9.500 9.500a2.500 2.500 0 1 1 3.500 2.500c-1 .500-1 1-1 2M12 17h.01',
}
