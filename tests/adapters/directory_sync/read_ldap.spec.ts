import { createServer, connect, type AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import iconv from 'iconv-lite'
import { DirectoryFault } from '#adapters/directory_sync/directory_fault'
import { ldapServer, parseDirectoryPlaces } from '#adapters/directory_sync/directory_places'
import { nameAbove, sameName } from '#adapters/directory_sync/distinguished_name'
import { readLdap } from '#adapters/directory_sync/read_ldap'
import type { SyncSettings } from '#adapters/directory_sync/sync_settings'
import { BASE, READER, READER_PASSWORD, startSlapd, type Slapd } from './slapd.js'

const b64 = (text: string | Buffer): string => Buffer.from(text).toString('base64')
const unit = (dn: string, ou: string): string => `dn:: ${b64(`${dn},${BASE}`)}\nobjectClass: organizationalUnit\nou:: ${b64(ou)}\n`
const person = (uid: string, above: string, more: string): string =>
  `dn:: ${b64(`uid=${uid},${above},${BASE}`)}\nobjectClass: inetOrgPerson\nuid: ${uid}\nsn: x\nemployeeNumber: E-${uid}\n${more}`
const MANY = 1_200
const LDIF = [
  unit('ou=长沙县', '长沙县'), unit('ou=市监局,ou=长沙县', '市监局'), unit('ou=办公室\\, 一,ou=市监局,ou=长沙县', '办公室, 一'),
  person('wang', 'ou=市监局,ou=长沙县', `cn:: ${b64('王一')}\nmobile: 13800000001\nmail: wang@example.cn\ntitle:: ${b64('科长')}\naudio:: ${b64(iconv.encode('王一', 'gb18030'))}\n`),
  person('li', 'ou=办公室\\, 一,ou=市监局,ou=长沙县', `cn:: ${b64(`欧阳${'长'.repeat(40)}`)}\naudio:: ${b64(iconv.encode('联通', 'gb18030'))}\n`),
  // no name of its own but the one the schema asks for
  `dn:: ${b64(`uid=zhao,ou=市监局,ou=长沙县,${BASE}`)}\nobjectClass: inetOrgPerson\nuid: zhao\nsn: x\ncn: zhao\n`,
  ...Array.from({ length: MANY }, (_, n) => person(`u${n}`, 'ou=长沙县', `cn: Person ${n}\n`)),
].join('\n')

const settings = (url: string, more: Partial<SyncSettings> = {}): SyncSettings => ({
  kind: 'ldap', url, bindDn: READER, secret: READER_PASSWORD, base: BASE, departmentFilter: '(objectClass=organizationalUnit)', peopleFilter: '(objectClass=inetOrgPerson)', encoding: 'utf-8', certificate: '',
  mostLeavingPercent: 5, nightly: false,
  attributes: { personId: 'EmployeeNumber', username: 'uid', name: 'cn', personDepartment: '@parent', phone: 'mobile', email: 'mail', post: 'title', departmentId: 'dn', departmentName: 'ou', departmentParent: '@parent' },
  ...more,
})
const read = (one: SyncSettings) => readLdap(one, { web: [], ldap: [ldapServer(one.url)!] })

test.group('directory over LDAP: slapd', (group) => {
  let slapd: Slapd | null = null
  group.setup(async () => {
    slapd = await startSlapd(LDIF)
    if (!slapd) console.log('NOT RUN  slapd not found: the directory was not read over LDAP')
    return () => slapd?.stop()
  })
  const few = '(|(uid=wang)(uid=li)(uid=zhao))'

  test('everybody, page by page, past the limit of one answer; each in the unit above', async ({ assert }) => {
    if (!slapd) return
    const { people, departments, mapsPosts } = await read(settings(slapd.url))
    assert.lengthOf(people, MANY + 3)
    assert.isTrue(mapsPosts)
    assert.deepEqual(departments.map(({ name }) => name).sort(), ['办公室, 一', '长沙县', '市监局'].sort())
    const idOf = (name: string) => departments.find((one) => one.name === name)!.externalId
    assert.equal(departments.find(({ name }) => name === '办公室, 一')!.parentExternalId, idOf('市监局'))
    assert.deepEqual(people.find(({ username }) => username === 'wang'), {
      externalId: 'E-wang', username: 'wang', name: '王一', departmentExternalId: idOf('市监局'), phone: '13800000001', email: 'wang@example.cn', posts: ['科长'],
    })
    assert.deepInclude(people.find(({ username }) => username === 'li'), { name: `欧阳${'长'.repeat(40)}`, departmentExternalId: idOf('办公室, 一'), phone: null, posts: [] })
    assert.isNull(people.find(({ username }) => username === 'zhao')!.externalId, 'an attribute that is not there is told as none')
  })

  test('names in GBK, even those that look like UTF-8; in the wrong encoding it says so', async ({ assert }) => {
    if (!slapd) return
    const attributes = { ...settings(slapd.url).attributes, name: 'audio', post: '' }
    const gbk = await read(settings(slapd.url, { attributes, peopleFilter: '(|(uid=wang)(uid=li))', encoding: 'gb18030', departmentFilter: '(ou=none)' }))
    assert.deepEqual(gbk.people.map(({ name }) => name).sort(), ['王一', '联通'].sort())
    await assert.rejects(() => read(settings(slapd!.url, { attributes, peopleFilter: '(uid=wang)' })), /不是 UTF-8 编码/)
  })

  test('STARTTLS and TLS, by the county\'s own authority; without it the password is not sent', async ({ assert }) => {
    if (!slapd?.startTlsUrl || !slapd.ldapsUrl) return console.log('NOT RUN  slapd or openssl not found: LDAP over TLS')
    for (const url of [slapd.startTlsUrl, slapd.ldapsUrl]) {
      assert.lengthOf((await read(settings(url, { certificate: slapd.certificate, peopleFilter: few }))).people, 3, url)
      await assert.rejects(() => read(settings(url, { peopleFilter: few })), /证书不可信/)
    }
  })

  const REFUSED: readonly [title: string, change: Partial<SyncSettings>, says: RegExp][] = [
    ['a wrong password', { secret: 'wrong' }, /不接受用户名或密码/],
    ['no password, which would be an anonymous reader', { secret: '' }, /没有填写密码/],
    ['another base', { base: 'dc=elsewhere,dc=test' }, /根节点|代码/],
    ['a server that is away', { url: 'ldap://127.0.0.1:9' }, /没有应答/],
    ['a filter that is none', { peopleFilter: '(uid=' }, /没有应答|查询条件|断开/],
  ]
  for (const [title, change, says] of REFUSED) {
    test(`told in words: ${title}`, async ({ assert }) => {
      if (!slapd) return
      await assert.rejects(() => read(settings(slapd!.url, change)), DirectoryFault as never, says)
    })
  }

  test('a place nobody allowed is not connected to', async ({ assert }) => {
    await assert.rejects(() => readLdap(settings('ldaps://10.0.0.1:636'), { web: [], ldap: ['ldaps://10.0.0.2:636'] }), /DIRECTORY_ALLOW/)
  })

  test('a connection cut anywhere is a fault, never half a directory', async ({ assert }) => {
    if (!slapd) return
    const { port } = slapd
    for (const bytes of [10, 2_000, 60_000, 130_000]) {
      let left = bytes
      const proxy = createServer((client) => {
        const upstream = connect(port, '127.0.0.1')
        client.pipe(upstream).on('error', () => undefined)
        client.on('error', () => undefined)
        upstream.on('data', (chunk: Buffer) => {
          client.write(chunk.subarray(0, Math.max(0, left)))
          left -= chunk.length
          if (left > 0) return
          client.destroy()
          upstream.destroy()
        })
        upstream.on('close', () => client.destroy())
      })
      await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve))
      await assert.rejects(() => read(settings(`ldap://127.0.0.1:${(proxy.address() as AddressInfo).port}`)), /中途断开/)
      proxy.close()
    }
  })
})

test.group('directory: addresses and names', () => {
  test('names of entries are compared whatever their case, blanks and escapes', ({ assert }) => {
    const same = ['ou=市监局,DC=County', 'OU=\\E5\\B8\\82监局 , dc=county', ' ou = 市监局,dc=county']
    assert.lengthOf(new Set(same.map(sameName)), 1)
    assert.equal(nameAbove('uid=a\\,b,ou=x\\2Cy,dc=c'), sameName('OU=x\\,y,DC=c'))
    assert.isNull(nameAbove('dc=c'))
    assert.notEqual(sameName('ou=a\\,b'), sameName('ou=a,b'))
  })

  test('places are servers of LDAP and addresses of the web, and nothing else', ({ assert }) => {
    assert.deepEqual(parseDirectoryPlaces('ldaps://LDAP.example.cn, ldap://10.1.2.3 private+https://10.1.2.4/people')?.ldap, ['ldaps://ldap.example.cn:636', 'ldap://10.1.2.3:389'])
    for (const wrong of ['ldap://user:secret@10.1.2.3', 'ldaps://10.1.2.3/dc=x', 'file:///etc', 'ldapi:///']) assert.isUndefined(parseDirectoryPlaces(wrong), wrong)
  })
})
