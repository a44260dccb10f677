import { test } from '@japa/runner'
import { hashPassword, passwordFault, readablePassword, verifyPassword } from '#adapters/web/server/accounts/passwords'

test.group('Passwords', () => {
  test('are told by their hash, each with a salt of its own', async ({ assert }) => {
    const [one, other] = await Promise.all([hashPassword('同一个 Password 1'), hashPassword('同一个 Password 1')])
    assert.notEqual(one, other)
    assert.match(one, /^scrypt\$32768\$8\$1\$/)
    assert.isTrue(await verifyPassword('同一个 Password 1', one))
    assert.isFalse(await verifyPassword('同一个 Password 2', one))
    assert.isFalse(await verifyPassword('', one))
  })

  test('of nobody are never right', async ({ assert }) => {
    for (const guess of ['', 'x', '\u0000']) assert.isFalse(await verifyPassword(guess, null))
  })

  for (const { password, good } of [
    { password: 'Aa1aaaaaaa', good: true },
    { password: 'correct horse 9!', good: true },
    { password: 'Aa1aaaaaa', good: false },
    { password: 'alllowercase', good: false },
    { password: 'ONLYUPPER123', good: false },
    { password: 'Clerk-one-26', good: false },
    { password: '1111111111', good: false },
  ]) {
    test(`${password} ${good ? 'will do' : 'will not do'} for clerk`, ({ assert }) => {
      assert.equal(passwordFault(password, 'clerk') === null, good)
    })
  }

  test('made for people to read have no letter that looks like another', ({ assert }) => {
    for (let count = 0; count < 200; count++) assert.match(readablePassword(), /^[a-km-zA-HJ-NP-Z2-9]{14}$/)
  })
})
