import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { DEMO_PASSWORD, startServer, type ServerProcess } from '#tests/http/server_process'
import { copyToVehicleRequest, TRIP } from './support/copied_business.js'
import { County, eventually, expectStatus } from './support/county.js'
import { readPrinted } from './support/printed.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

/** Each command compiles and checks anew: a guard against hanging on a busy machine, no measure. */
const HANG_MS = 600_000

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))

/** `npm run package -- …`, without npm. */
function packageCommand(args: readonly string[], environment: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
  const { DATABASE_URL: _database, XINGLIU_USER: _user, XINGLIU_PASSWORD: _password, ...inherited } = process.env
  const child = spawn(process.execPath, [...TYPESCRIPT_LOADER, 'adapters/bootstrap/package_command.ts', ...args], {
    cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'], env: { ...inherited, ...environment },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })))
}

test.group('anyone can copy a business', (group) => {
  let server: ServerProcess
  let folder: string
  group.setup(async () => {
    folder = copyToVehicleRequest()
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    return async () => {
      rmSync(dirname(folder), { recursive: true, force: true })
      await server.stop()
    }
  })

  const deploy = (environment: Record<string, string> = {}) =>
    packageCommand(['deploy', folder, '--url', server.url], { XINGLIU_USER: 'admin', XINGLIU_PASSWORD: DEMO_PASSWORD, ...environment })

  test('what is wrong with the copy is told with file and element, and nothing is deployed', async ({ assert }) => {
    assert.isEmpty(readdirSync(folder, { recursive: true }).filter((name) => /\.(ts|js|cjs|mjs)$/.test(String(name))), 'no program in it')
    const model = join(folder, 'leave.bpmn')
    const sound = readFileSync(model, 'utf8')
    writeFileSync(model, sound.replace('gov:register="派车"', 'gov:register="派车簿"'))
    const refused = await deploy()
    assert.equal(refused.code, 1, refused.output)
    assert.match(refused.output, /✗ leave\.bpmn 〔grant〕 .*编号簿“派车簿”不在 manifest\.json/)
    assert.match(refused.output, /没有发布/)
    writeFileSync(model, sound)

    const story = join(folder, 'rehearsals/long_trip.json')
    const told = readFileSync(story, 'utf8')
    writeFileSync(story, told.replace('已交车', '已还车'))
    const differing = await packageCommand(['check', folder])
    assert.equal(differing.code, 1, differing.output)
    assert.match(differing.output, /办件状态（status）应为 “已还车”，实为 “已交车”/)
    writeFileSync(story, told)
    assert.isEmpty((await new County(server).get<{ data: unknown[] }>('admin', '/definitions?key=vehicle_request')).data)
  }).timeout(HANG_MS)

  test('a wrong password, a wrong address and an account that may not deploy are told in one line', async ({ assert }) => {
    const attempts = [
      [{ XINGLIU_PASSWORD: 'wrong-Password-1' }, server.url, /用户名或密码/],
      [{ XINGLIU_USER: 'window1' }, server.url, /没有“设计与发布流程”的权限/],
      [{}, 'http://127.0.0.1:9', /连不上/],
    ] as const
    await Promise.all(attempts.map(async ([environment, url, words]) => {
      const { code, output } = await packageCommand(['deploy', folder, '--url', url], { XINGLIU_USER: 'admin', XINGLIU_PASSWORD: DEMO_PASSWORD, ...environment })
      assert.equal(code, 2, output)
      assert.match(output, words)
      assert.notMatch(output, /at .*\.ts:\d+/, 'no stack')
      assert.notInclude(output, DEMO_PASSWORD)
    }))
  }).timeout(HANG_MS)

  test('checked and deployed through the running server, once; then it runs to its end with its document', async ({ assert }) => {
    const deployed = await deploy()
    assert.equal(deployed.code, 0, deployed.output)
    assert.match(deployed.output, /已发布 vehicle-request 第 1 版/)
    const again = await deploy()
    assert.match(again.output, /与现行第 1 版内容相同，没有产生新版本/)

    const county = new County(server)
    const id = await county.start('window1', 'vehicle_request', TRIP)
    await county.complete('admin_service_reviewer', id, 'section_head', { outcome: 'agree' })
    await county.complete('admin_service_approver', id, 'leader', { outcome: 'agree' })
    const [document] = await eventually('the slip to be printed', async () => {
      const { data } = await county.get<{ data: { id: string; number: string; status: string }[] }>('window1', `/instances/${id}/documents`)
      return data.length > 0 && data.every(({ status }) => status === 'ready') ? data : null
    })
    assert.equal(document!.number, '长县行审车〔2026〕1号')
    const answer = await (await county.as('window1')).get(`/documents/${document!.id}`)
    expectStatus(answer, 200, 'the slip')
    const printed = readPrinted(answer.bytes)
    if (printed !== null) assert.include(printed.text, '兹派湘A示例01，由覃用车同志使用，前往金井镇，往返约130公里。')
    await county.complete('window1', id, 'report_back', { outcome: 'back', values: { parkedAt: '政务中心', mileage: 32000 } })
    const record = await county.get<{ statusText: string; title: string }>('window1', `/cases/${id}`)
    assert.deepInclude(record, { statusText: '已交车', title: '用车：金井镇' })
  }).timeout(HANG_MS)

  test('deployed without a server into the same database: refused while a server holds the embedded one, else the same version', async ({ assert }) => {
    const local = await packageCommand(['deploy', folder], {
      DATA_DIR: server.dataDir, MASTER_KEY: 'a master key for tests only, of no worth elsewhere', ...(server.databaseUrl === null ? {} : { DATABASE_URL: server.databaseUrl }),
    })
    if (server.databaseUrl === null) {
      assert.equal(local.code, 2, local.output)
      assert.notMatch(local.output, /at .*\.ts:\d+/, 'no stack')
    } else {
      assert.equal(local.code, 0, local.output)
      assert.match(local.output, /内容相同，没有产生新版本/)
    }
  }).timeout(HANG_MS)
})
