'use strict'
/**
 * The one door of every npm script: installs what is missing, builds the pages when they are older than their sources, then runs
 * the command under Node 24. Needs nothing but a Node that can read this file, so it is plain CommonJS without dependencies.
 */
const { createHash } = require('node:crypto')
const { spawn, spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { pathToFileURL } = require('node:url')

const ROOT = path.resolve(__dirname, '../../..')
const REQUIRED_NODE_MAJOR = 24
const TYPESCRIPT = pathToFileURL(path.join(__dirname, 'typescript.mjs')).href
/** A build reads these; a change in one of them makes the built pages stale. */
const PAGE_SOURCES = ['adapters/web/pages', 'adapters/web/contract', 'adapters/web/locales', 'designer', 'engine', 'forms', 'processes', 'adapters/web/vite.config.ts']

const COMMANDS = {
  start: { pages: true, script: 'adapters/bootstrap/start.ts' },
  dev: { pages: false, script: 'adapters/bootstrap/start.ts', env: { DEV_MODE: '1' }, watch: ['engine', 'processes', 'forms', 'storage', 'adapters'] },
  build: { pages: true },
  test: { pages: true, script: 'tests/all.ts' },
  'test:unit': { pages: true, script: 'tests/all.ts', args: ['unit'] },
  'test:soak': { pages: true, script: 'tests/all.ts', args: ['--soak'] },
  'audit:verify': { pages: false, script: 'adapters/bootstrap/audit_verify.ts' },
  verify: { pages: false, script: 'adapters/bootstrap/verify.ts' },
  package: { pages: false, script: 'adapters/bootstrap/package_command.ts' },
  rehearse: { pages: false, script: 'adapters/bootstrap/rehearse.ts' },
  simulate: { pages: false, script: 'adapters/bootstrap/simulate.ts' },
  conformance: { pages: false, script: 'tests/conformance/run.ts' },
  bench: { pages: true, script: 'tests/bench/run.ts' },
  'upper-platform': { pages: false, script: 'tests/upper_platform/main.ts' },
  typecheck: { pages: false, tool: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'] },
  lint: { pages: false, tool: ['node_modules/oxlint/bin/oxlint', '.'] },
}

function fail(message) {
  process.stderr.write(message + '\n')
  process.exit(1)
}

function hashOf(entries) {
  const hash = createHash('sha256')
  const visit = (entry) => {
    const full = path.join(ROOT, entry)
    if (!fs.existsSync(full)) return
    if (fs.statSync(full).isDirectory()) {
      for (const name of fs.readdirSync(full).sort()) if (name !== 'node_modules') visit(path.join(entry, name))
    } else {
      hash.update(entry).update('\0').update(fs.readFileSync(full)).update('\0')
    }
  }
  entries.forEach(visit)
  return hash.digest('hex')
}

function readStamp(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function packagesOf(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8')).packages
  } catch {
    return {}
  }
}

/** Whether every package of the lockfile lies in node_modules in its version; npm keeps its own record of what it installed there. */
function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json')
  const wanted = Object.entries(packagesOf('package-lock.json')).filter(([folder]) => folder !== '')
  return wanted.every(([folder, entry]) => (installed[folder] ? installed[folder].version === entry.version : entry.optional || entry.devOptional))
}

/** `npm ci` when the lockfile and what is installed differ. */
function installPackages() {
  if (isInstalled()) return
  process.stderr.write('正在安装依赖（首次约一分钟）… Installing packages …\n')
  const npm = process.env.npm_execpath
  const node = process.env.npm_node_execpath || process.execPath
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const run = npm ? spawnSync(node, [npm, ...args], { cwd: ROOT, stdio: ['ignore', 2, 2] }) : spawnSync('npm', args, { cwd: ROOT, stdio: ['ignore', 2, 2] })
  if (run.status !== 0) fail('依赖安装失败，请检查网络或 npm 源后重试。 Could not install the packages.')
}

/** Node 24 from the lockfile's platform package, or the Node that runs this when it is new enough. */
function nodeExecutable() {
  const bundled = path.join(ROOT, 'node_modules/.bin/node')
  if (fs.existsSync(bundled)) return bundled
  if (Number(process.versions.node.split('.')[0]) >= REQUIRED_NODE_MAJOR) return process.execPath
  return fail(`需要 Node ${REQUIRED_NODE_MAJOR}：此平台没有预编译的 Node 包，请先安装。 Node ${REQUIRED_NODE_MAJOR} is needed on this platform.`)
}

function buildPages(node) {
  if (!fs.existsSync(path.join(ROOT, 'adapters/web/vite.config.ts'))) return
  const stamp = path.join(ROOT, 'var/public/.built')
  const wanted = hashOf(['package-lock.json', ...PAGE_SOURCES])
  if (readStamp(stamp) === wanted) return
  process.stderr.write('正在构建页面… Building the pages …\n')
  const args = [path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '-c', 'adapters/web/vite.config.ts', '--logLevel', 'warn']
  const run = spawnSync(node, args, { cwd: ROOT, stdio: ['ignore', 2, 2] })
  if (run.status !== 0) fail('页面构建失败。 Could not build the pages.')
  fs.mkdirSync(path.dirname(stamp), { recursive: true })
  fs.writeFileSync(stamp, wanted)
}

/** Runs the command, forwards signals as SIGTERM, and ends it when npm itself was killed. */
function runUnderNode(node, command, args) {
  const nodeArgs = command.tool
    ? [path.join(ROOT, command.tool[0]), ...command.tool.slice(1)]
    : [...(command.watch || []).map((folder) => `--watch-path=${folder}`), '--import', TYPESCRIPT, command.script, ...(command.args || [])]
  const child = spawn(node, [...nodeArgs, ...args], { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...command.env } })
  const stop = () => child.kill('SIGTERM')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), 500).unref()
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' || signal === 'SIGINT' ? 0 : 1)))
}

const [name, ...rest] = process.argv.slice(2)
const command = COMMANDS[name]
if (!command) fail(`未知命令：${name}。可用：${Object.keys(COMMANDS).join('、')}`)
installPackages()
const node = nodeExecutable()
if (command.pages) buildPages(node)
if (command.script || command.tool) runUnderNode(node, command, rest)
