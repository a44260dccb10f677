import { test } from '@japa/runner'
import { parseAllowList, placeFor } from '#adapters/http_task/allow_list'
import { addressKind } from '#adapters/http_task/address_kind'
import { checkedAddress } from '#adapters/http_task/checked_address'

test.group('places that may be called', () => {
  const places = parseAllowList('https://api.example.cn/v1/, private+http://10.1.2.3:8080/status\nhttps://市监.example.cn/')!

  test('{0} is allowed: {1}')
    .with([
      ['https://api.example.cn/v1/companies?id=1', true],
      ['https://API.EXAMPLE.CN:443/v1/', true],
      ['https://xn--6oqz5rm6x.example.cn/', false],
      ['https://市监.example.cn/a', true],
      ['http://api.example.cn/v1/companies', false],
      ['https://api.example.cn/v2/', false],
      ['https://api.example.cn/v1', false],
      ['https://api.example.cn/v1/../v2/', false],
      ['https://api.example.cn/v1/%2e%2e/v2/', false],
      ['https://api.example.cn:8443/v1/', false],
      ['https://api.example.cn.evil.test/v1/', false],
      ['https://api.example.cn@evil.test/v1/', false],
      ['http://10.1.2.3:8080/status', true],
      ['http://10.1.2.3:8080/status/else', false],
      ['http://167838211:8080/status', true],
      ['http://012.1.2.3:8080/status', true],
    ] as [string, boolean][])
    .run(({ assert }, [url, isAllowed]) => assert.equal(placeFor(places, new URL(url)) !== undefined, isAllowed))

  test('an entry that says nothing certain is refused: {$self}')
    .with(['ftp://a.cn/', 'https://*.cn/', 'https://user:x@a.cn/', 'a.cn', 'https://a.cn/?x=1', 'https://'])
    .run(({ assert }, entry) => assert.isUndefined(parseAllowList(entry)))

  test('none are allowed unless somebody lists them', ({ assert }) => assert.deepEqual(parseAllowList('  '), []))
})

test.group('kinds of addresses', () => {
  test('{0} is {1}')
    .with([
      ['8.8.8.8', 'public'], ['2400:3200::1', 'public'], ['10.0.0.1', 'private'], ['127.0.0.1', 'private'], ['127.255.1.1', 'private'], ['172.31.255.255', 'private'],
      ['172.32.0.1', 'public'], ['192.168.1.1', 'private'], ['100.64.0.1', 'private'], ['169.254.169.254', 'never'], ['0.0.0.0', 'never'], ['224.0.0.1', 'never'],
      ['255.255.255.255', 'never'], ['198.51.100.7', 'never'], ['::1', 'private'], ['::', 'never'], ['fd00::1', 'private'], ['fe80::1%eth0', 'never'], ['ff02::1', 'never'],
      ['::ffff:10.0.0.1', 'private'], ['::ffff:a00:1', 'private'], ['::ffff:169.254.169.254', 'never'], ['::127.0.0.1', 'private'], ['64:ff9b::7f00:1', 'private'],
      ['2002:7f00:1::', 'never'], ['2001::1', 'never'], ['2001:db8::1', 'never'], ['fec0::1', 'never'], ['::ffff:8.8.8.8', 'public'], ['localhost', 'never'],
    ] as [string, string][])
    .run(({ assert }, [address, kind]) => assert.equal(addressKind(address), kind))
})

test.group('the address connected to', () => {
  const names: Record<string, string[]> = { 'good.test': ['8.8.4.4'], 'inside.test': ['10.0.0.5'], 'mixed.test': ['8.8.4.4', '127.0.0.1'], 'meta.test': ['169.254.169.254'], 'none.test': [] }
  const resolve = async (hostname: string) => names[hostname]!.map((address) => ({ address, family: 4 as const }))

  test('{0}, inside allowed: {1} → {2}')
    .with([
      ['good.test', false, '8.8.4.4'], ['inside.test', true, '10.0.0.5'], ['[::1]', true, '::1'],
      ['inside.test', false, null], ['mixed.test', false, null], ['meta.test', true, null], ['none.test', false, null], ['127.0.0.1', false, null], ['[::ffff:7f00:1]', false, null],
    ] as [string, boolean, string | null][])
    .run(async ({ assert }, [hostname, allowsPrivate, expected]) => {
      const found = checkedAddress(hostname, allowsPrivate, resolve)
      if (expected === null) await assert.rejects(() => found)
      else assert.equal((await found).address, expected)
    })
})
