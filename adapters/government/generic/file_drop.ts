import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FACT_KINDS } from '#processes/foundation/deliveries/fact'
import type { TargetKind } from '#processes/foundation/deliveries/target'
import { checkRules } from './field_rules.js'
import { genericMapping, type WriteMessage } from './generic_mapping.js'

const NAMES = { pattern: /^[A-Za-z_][\w.-]*$/, message: '字段名用字母或“_”开头，只含字母、数字、“_”、“-”和“.”。' }

/** Files written by this process: each has a name of its own while it is not whole. */
let written = 0

const write: WriteMessage = (values) => ({ path: '', contentType: 'application/json', body: `${JSON.stringify(Object.fromEntries(values), null, 2)}\n` })

/**
 * 文件交换: one JSON file a message, named after it. Written aside, synced and then linked under its name: a reader never sees half of one, and none is
 * overwritten; the same message twice is one file.
 */
export const createFileDrop = (isAllowed: (url: URL) => boolean): TargetKind => ({
  kind: 'generic_file', name: '文件交换（文件夹）', takes: FACT_KINDS, currentMapping: '1', mappings: { 1: genericMapping(write) },
  check: (settings) => [
    ...(settings.url.startsWith('file:///') ? [] : [{ path: 'url', message: '文件夹写成 file:///exchange/out/ 的样子。' }]),
    ...checkRules(settings, FACT_KINDS, NAMES),
  ],
  async send(message, settings) {
    const url = new URL(settings.url)
    if (!isAllowed(url)) return { kind: 'retry', code: 'E_TARGET_FORBIDDEN', reason: '文件夹不在允许对接的地址之内。请系统管理员在 DELIVERY_ALLOW 中加入。' }
    const folder = fileURLToPath(url)
    const name = `${message.messageId.replaceAll(/[^\w.-]/g, '_')}.json`
    const aside = join(folder, `.${name}.${process.pid}.${(written += 1)}.part`)
    try {
      await mkdir(folder, { recursive: true })
      await writeSynced(aside, message.body)
      await link(aside, join(folder, name))
      return { kind: 'accepted', upperId: name }
    } catch (error) {
      const { code = '未知' } = error as NodeJS.ErrnoException
      if (code === 'EEXIST') return (await readFile(join(folder, name), 'utf8').catch(() => null)) === message.body
        ? { kind: 'accepted', upperId: name }
        : { kind: 'rejected', code, reason: `文件 ${name} 已经存在，内容不同，没有覆盖。` }
      return { kind: 'retry', code, reason: `写文件没有成功（${code}），将自动重试。` }
    } finally {
      await rm(aside, { force: true }).catch(() => undefined)
    }
  },
})

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o640)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
