import { test } from '@japa/runner'
import { maskedTitle, maskName } from '#adapters/web/server/public/masked'
import { inquiryPassword, isSameCode, plainCode, randomCode, READABLE } from '#adapters/web/server/public/readable_code'
import { signToken, subjectOfToken } from '#adapters/web/server/public/signed_token'

test.group('Names in public', () => {
  for (const [name, shown] of [['', ''], ['覃', '*'], ['覃走', '覃*'], ['欧阳走查', '欧***'], ['长沙某某餐饮有限公司', '长沙******公司']] as const) {
    test(`${name || 'nobody'} is shown as ${shown || 'nothing'}`, ({ assert }) => assert.equal(maskName(name), shown))
  }

  test('a title loses the names in it, not what looks alike', ({ assert }) => {
    const applicant = { name: '覃走查', idKind: '', idNumber: '', contact: '李代', phone: '', agent: '' }
    assert.equal(maskedTitle('覃走查与李代的店（开餐饮店）', applicant), '覃**与李*的店（开餐饮店）')
    assert.equal(maskedTitle('走查小馆', { ...applicant, name: '走' }), '走查小馆')
  })
})

test.group('Codes and tokens', () => {
  test('a code is the same however it is typed', ({ assert }) => {
    const code = randomCode(12)
    assert.isTrue(isSameCode(` ${code.toLowerCase().replaceAll('-', ' ')} `, code))
    assert.isFalse(isSameCode(code.slice(1), code))
    assert.isTrue([...plainCode(code)].every((character) => READABLE.includes(character)))
  })

  test('a password belongs to its case and its installation', ({ assert }) => {
    const own = inquiryPassword('secret', 'case-1')
    assert.equal(inquiryPassword('secret', 'case-1'), own)
    assert.notEqual(inquiryPassword('secret', 'case-2'), own)
    assert.notEqual(inquiryPassword('other', 'case-1'), own)
    assert.lengthOf(own, 8)
    assert.equal(inquiryPassword('secret', 'case-1', 0), own, 'the one of the receipt')
    assert.lengthOf([...new Set([0, 1, 2, 11].map((issues) => inquiryPassword('secret', 'case-1', issues)))], 4)
  })

  test('a token speaks for its subject, its purpose and its time', ({ assert }) => {
    const token = signToken('secret', 'inquiry', 'case-1', 1000)
    assert.equal(subjectOfToken('secret', 'inquiry', token, 999), 'case-1')
    assert.isNull(subjectOfToken('secret', 'inquiry', token, 1000))
    assert.isNull(subjectOfToken('secret', 'filing', token, 999))
    assert.isNull(subjectOfToken('other', 'inquiry', token, 999))
    for (const forged of ['', '.', '..', token.slice(0, -1), `x${token}`, `${token}x`]) assert.isNull(subjectOfToken('secret', 'inquiry', forged, 999), forged)
  })
})
