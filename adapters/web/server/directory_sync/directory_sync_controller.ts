import type { DirectorySettings, DirectorySettingsInput } from '#adapters/web/contract/directory_sync'
import type { SyncRefusal } from '#adapters/directory_sync/directory_sync'
import { ldapServer } from '#adapters/directory_sync/directory_places'
import { isFilter } from '#adapters/directory_sync/read_ldap'
import { isOtherDirectory, OWN_DN, PARENT_DN, type SyncSettings } from '#adapters/directory_sync/sync_settings'
import type { SyncRun } from '#processes/foundation/organisation/directory_sync/sync_store'
import { recordChange } from '../accounts/audit.js'
import { isConfidential } from '../accounts/oidc/provider_settings.js'
import { contentDisposition } from '../controllers/document_controller.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { invalid, notFound, problem, type ProblemError } from '../http/problem.js'
import { XLSX } from '../presentation/workbook_cells.js'
import type { WebServices } from '../web_services.js'
import { presentReport, presentRun } from './present_run.js'
import { readSyncSettings, saveSyncSettings } from './stored_settings.js'
import { syncWorkbook } from './sync_workbook.js'

type SyncOperations = Pick<
  Operations,
  | 'readDirectorySync' | 'saveDirectorySync' | 'checkDirectorySync' | 'tryDirectorySync' | 'applyDirectorySync' | 'listDirectorySyncRuns' | 'readDirectorySyncRun'
  | 'exportDirectorySyncRun'
>

const MOST_RUNS = 100

/** 组织同步: where the county's directory is, what taking it over would change, and taking it over. */
export const directorySyncController = (services: WebServices): SyncOperations => {
  const { accounts: { settings }, settings: { appKey }, directorySync, directorySyncs } = services
  const stored = () => readSyncSettings(settings, appKey)
  const askerOf = (call: Pick<ApiCall, 'login' | 'address'>) => ({ userId: signedIn(call).userId, address: call.address })
  const find = async (id: string): Promise<SyncRun> => {
    const run = await directorySyncs.find(id)
    if (!run) throw notFound('同步记录')
    return run
  }

  return {
    async readDirectorySync() {
      return { body: { settings: present(await stored()) } }
    },

    async saveDirectorySync(call) {
      const { secret, ...fields } = call.body
      requireSound(fields)
      const before = await stored()
      if (before !== null && before.secret !== '' && secret === undefined && isOtherDirectory(before, fields)) {
        throw invalid('通讯录的地址或读取账号已更换，请重新填写密码或令牌。', [{ path: 'secret', message: '必须填写' }])
      }
      const after: SyncSettings = { ...fields, secret: secret ?? before?.secret ?? '' }
      await saveSyncSettings(settings, appKey, after)
      const shown = (one: SyncSettings | null) => one && { ...present(one), certificate: one.certificate === '' ? '无' : '有', hasSecret: undefined }
      await recordChange(services, call, 'directory_sync.saved', fields.url, { from: shown(before), to: shown(after), secret: secret === undefined ? '未改' : '已改' })
      return { body: { settings: present(after) } }
    },

    async checkDirectorySync() {
      const answer = await directorySync.check()
      if (!('kind' in answer)) return { body: { reachable: true, message: `连接正常，读到 ${answer.people} 人、${answer.departments} 个单位。` } }
      if (answer.kind === 'unread') return { body: { reachable: false, message: answer.message } }
      throw refused(answer)
    },

    async tryDirectorySync(call) {
      const run = await directorySync.try(askerOf(call))
      if ('kind' in run) throw refused(run)
      await recordChange(services, call, 'directory_sync.tried', run.id, { ...run.counts })
      return { status: 201, body: presentReport(services, run) }
    },

    async applyDirectorySync(call) {
      const run = await directorySync.apply(call.params.id, askerOf(call), call.body.reason?.trim() || null)
      if ('kind' in run) throw refused(run)
      return { body: presentReport(services, run) }
    },

    async listDirectorySyncRuns() {
      return { body: { data: (await directorySyncs.list(MOST_RUNS)).map((run) => presentRun(services, run)) } }
    },

    async readDirectorySyncRun(call) {
      return { body: presentReport(services, await find(call.params.id)) }
    },

    async exportDirectorySyncRun(call) {
      const run = await find(call.params.id)
      await recordChange(services, call, 'data.exported', `directory-sync:${run.id}`)
      return { bytes: await syncWorkbook(run), mediaType: XLSX, headers: { 'content-disposition': contentDisposition('attachment', '组织同步报告.xlsx') } }
    },
  }
}

/** Settings that cannot work, or would send the secret in the clear, are told at their fields. */
function requireSound({ kind, url, base, departmentFilter, peopleFilter, attributes, certificate }: Omit<DirectorySettingsInput, 'secret'>): void {
  const faults: { path: string; message: string }[] = []
  const need = (isRight: boolean, path: string, message: string): void => void (isRight || faults.push({ path, message }))
  if (kind === 'ldap') {
    need(ldapServer(url) !== null, 'url', '须为 ldaps://主机:端口 或 ldap://主机:端口，不带路径、用户名和密码')
    need(base !== '', 'base', '必须填写')
    need(isFilter(departmentFilter), 'departmentFilter', '不是正确的 LDAP 查询条件，如 (objectClass=organizationalUnit)')
    need(isFilter(peopleFilter), 'peopleFilter', '不是正确的 LDAP 查询条件，如 (objectClass=person)')
    need(attributes.personId !== OWN_DN && attributes.personId !== PARENT_DN, 'attributes.personId', '人员编号不能用 dn：调动后会变')
  } else {
    need(isConfidential(url), 'url', '须为 https 地址（只有本机可用 http），且不带用户名和密码')
    for (const [name, value] of Object.entries(attributes)) need(value !== PARENT_DN, `attributes.${name}`, '@parent 只用于 LDAP')
  }
  need(certificate === '' || /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/.test(certificate), 'certificate', '须为 PEM 格式的证书')
  if (faults.length > 0) throw invalid('同步设置有误。请改正后重试。', faults)
}

function refused(refusal: SyncRefusal): ProblemError {
  switch (refusal.kind) {
    case 'unset': return invalid('还没有设置组织同步。请先填写并保存。')
    case 'unread': return problem(409, 'E_DIRECTORY_UNREAD', refusal.message)
    case 'unknown': return problem(409, 'E_NOT_TRIED', '只能应用一次试算的结果。请先试算。')
    case 'changed': return problem(409, 'E_DIRECTORY_CHANGED', '试算之后，通讯录或本系统的机构人员又有变化，没有应用。请重新试算。')
    case 'nothing': return problem(409, 'E_NOTHING_TO_SYNC', '通讯录与本系统一致，没有要应用的改动。')
    case 'brake': return problem(409, 'E_SYNC_BRAKE', refusal.isFinal ? refusal.reason : `${refusal.reason}确认时请写明理由。`)
  }
}

function present(settings: SyncSettings): DirectorySettings
function present(settings: SyncSettings | null): DirectorySettings | null
function present(settings: SyncSettings | null): DirectorySettings | null {
  if (!settings) return null
  const { secret, ...fields } = settings
  return { ...fields, hasSecret: secret !== '' }
}
