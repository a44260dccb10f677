import { test } from '@japa/runner'

import { maskIdNumber, maskPhone } from '#processes/foundation/documents/mask'

test.group('masks', () => {
  test('identity and phone numbers keep only their ends', ({ assert }) => {
    assert.equal(maskIdNumber('430121199013320001'), '430121********0001')
    assert.equal(maskIdNumber('A1234567'), 'A1****67')
    assert.equal(maskIdNumber(''), '')
    assert.equal(maskPhone('10000000001'), '100****0001')
    assert.equal(maskPhone('0731-00000011'), '073******0011')
    assert.equal(maskPhone('12'), '**')
  })
})
