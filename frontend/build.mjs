// Builds build/static/: one style sheet, the vendor modules, the icons we use, and our own modules.
// Nothing is bundled; the browser loads ES modules, and Django's storage puts hashes into their import paths.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const from = (...parts) => join(root, ...parts)
const to = (...parts) => join(root, 'build', 'static', ...parts)

await rm(to(), { recursive: true, force: true })
await mkdir(to('images'), { recursive: true })

const { css } = await sass.compileAsync(from('frontend', 'app.scss'), {
  style: 'compressed',
  // The first path is for MOJ, which names node_modules itself.
  loadPaths: [root, from('node_modules')],
  quietDeps: true
})
await writeFile(to('app.css'), css)

// The source map comments name files we do not ship; a strict static storage would stop at them.
const withoutMap = (text) => text.replace(/\/\/# sourceMappingURL=\S+\s*$/, '\n')
const vendor = {
  'govuk-frontend.min.js': from('node_modules', 'govuk-frontend', 'dist', 'govuk', 'govuk-frontend.min.js'),
  'moj-frontend.min.js': from('node_modules', '@ministryofjustice', 'frontend', 'moj', 'moj-frontend.min.js')
}
for (const [name, file] of Object.entries(vendor)) {
  await writeFile(to(name), withoutMap(await readFile(file, 'utf8')))
}

// Only icons: the other vendor images are crowns, crests and logos of the Ministry of Justice.
const images = from('node_modules', '@ministryofjustice', 'frontend', 'moj', 'assets', 'images')
for (const name of await readdir(images)) {
  if (name.startsWith('icon-')) await cp(join(images, name), to('images', name))
}

for (const name of await readdir(from('frontend'))) {
  if (name.endsWith('.js') || name.endsWith('.svg')) await cp(from('frontend', name), to(name))
}

// A font, crown or crest that slips in would break the licence terms, so the build itself refuses it.
const forbidden = css.match(/GDS Transport|url\([^)]*(crest|crown)[^)]*\)/i)
if (forbidden) {
  console.error(`app.css must not contain ${forbidden[0]}. See "Brand" in the interface guide.`)
  process.exit(1)
}
console.log(`build/static: app.css is ${Math.round(css.length / 1024)} kB`)
