// Prints where the Chromium of the npm package is, unpacking it first. For tests on machines without one installed.
import chromium from '@sparticuz/chromium'

console.log(await chromium.executablePath())
