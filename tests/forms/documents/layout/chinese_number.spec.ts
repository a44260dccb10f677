import { test } from '@japa/runner'
import { chineseNumber } from '#forms/documents/layout/chinese_number'

test('{number} is {text}')
  .with([
    { number: 0, text: '〇' },
    { number: 1, text: '一' },
    { number: 10, text: '十' },
    { number: 12, text: '十二' },
    { number: 20, text: '二十' },
    { number: 100, text: '一百' },
    { number: 105, text: '一百〇五' },
    { number: 110, text: '一百一十' },
    { number: 999, text: '九百九十九' },
    { number: 1000, text: '1000' },
  ])
  .run(({ assert }, row) => assert.equal(chineseNumber(row.number), row.text))
