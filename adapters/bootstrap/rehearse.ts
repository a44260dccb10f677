/**
 * `npm run rehearse -- [FOLDER …] [--quiet]`: plays the rehearsals of packages in memory, with their people and a clock of their own.
 * Without a folder: every package below processes/. Exit code 0 = all as expected, 1 = something differs, 2 = a package can't be read.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compileModel } from '#engine/compile/compile_model'
import { readPackage } from '#engine/runtime/packages/read_package'
import { diagnosticLine } from './diagnostic_line.js'
import { readPackageFolders } from './package_folders.js'
import { readCountyDecisions } from './county_decisions.js'
import { isFine, rehearsePackage } from './rehearse_package.js'
import { tellRehearsal } from './tell_rehearsal.js'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

const USAGE = '用法：npm run rehearse -- [业务包文件夹 …] [--quiet]'
const PROCESSES = fileURLToPath(new URL('../../processes', import.meta.url))

async function main(): Promise<number> {
  const wish = readArguments()
  if (wish === null) return 2
  const countyDecisions = await readCountyDecisions()
  let worst = 0
  let played = 0
  let failed = 0
  for (const folder of wish.folders) {
    const found = readPackageFolders(folder)
    if (found.length === 0) complain(`${folder}：这里没有业务包（manifest.json）。请核对路径。`)
    if (found.length === 0) worst = 2
    for (const { folder: name, resources } of found) {
      const read = await readPackage(resources, (source) => compileModel(source))
      const errors = read.diagnostics.filter(({ severity }) => severity === 'error')
      say(`业务包 ${name === '' ? folder : name}`)
      for (const one of errors) say(`  ✗ ${diagnosticLine(one)}`)
      if (errors.length > 0) worst = 2
      const files = errors.length > 0 ? [] : rehearsePackage({ ...read, countyDecisions })
      if (errors.length === 0 && files.length === 0) say('  （没有预演文件 rehearsals/*.json）')
      files.forEach((file) => tellRehearsal(file, wish.isQuiet, say))
      played += files.length
      failed += files.filter((file) => !isFine(file)).length
    }
  }
  say(failed === 0 ? `预演 ${played} 个，全部符合预期。` : `预演 ${played} 个，${failed} 个不符合预期。`)
  return Math.max(worst, failed === 0 ? 0 : 1)
}

function readArguments(): { folders: string[]; isQuiet: boolean } | null {
  try {
    const { values, positionals } = parseArgs({ options: { quiet: { type: 'boolean' } }, allowPositionals: true })
    const missing = positionals.filter((folder) => !existsSync(folder))
    for (const folder of missing) complain(`${folder}：文件夹不存在。请核对路径。`)
    if (missing.length > 0) return null
    return { folders: positionals.length > 0 ? positionals.map((folder) => resolve(folder)) : [PROCESSES], isQuiet: values.quiet === true }
  } catch {
    complain(USAGE)
    return null
  }
}

process.exitCode = await main()
