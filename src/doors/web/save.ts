import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import type { Drawing } from "../../views/drawing.ts";
import { surfaceColour } from "../../views/palette.ts";
import { textWidth, wrapText } from "../../views/text-width.ts";

/** Gives the reader a file. */
export function save(name: string, type: string, content: string | Blob): void {
  const blob =
    typeof content === "string"
      ? new Blob([type === "text/csv" ? `\uFEFF${content}` : content], { type: `${type};charset=utf-8` })
      : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Title, measure and source that a picture carries once it leaves the page. */
export interface Captions {
  readonly title: string;
  readonly subtitle: string;
  readonly footer: string;
}

/** A drawing as a file of its own: captions around it, on a white ground; with the font inside when given. */
export function svgText(drawing: Drawing, captions: Captions, font: string | null): string {
  const wide = drawing.width + 32;
  const lines = [
    ...wrapText(captions.title, Math.floor(wide / (textWidth("n", 17) * 1.0)))
      .split("\n")
      .map((text) => ({ text, size: 17, weight: 600, colour: surfaceColour("ink", "light") })),
    ...wrapText(captions.subtitle, Math.floor(wide / textWidth("n", 13)))
      .split("\n")
      .map((text) => ({ text, size: 13, weight: 400, colour: surfaceColour("soft", "light") })),
  ];
  let y = 12;
  const head = lines.map((line) => {
    y += line.size * 1.4;
    return textElement(line.text, 16, y, line.size, line.weight, line.colour);
  });
  const top = y + 12;
  const height = top + drawing.height + 34;
  const inner = drawing.svg.cloneNode(true);
  if (!(inner instanceof SVGSVGElement)) return "";
  inner.setAttribute("x", "16");
  inner.setAttribute("y", String(top));
  const face =
    font === null
      ? ""
      : `<style>@font-face{font-family:"Inter Variable";src:url(${font}) format("woff2");font-weight:100 900}</style>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${height}" viewBox="0 0 ${wide} ${height}" font-family="Inter Variable, Inter, system-ui, sans-serif">${face}<rect width="100%" height="100%" fill="#FFFFFF"/>${head.join("")}${new XMLSerializer().serializeToString(inner)}${textElement(captions.footer, 16, height - 12, 11, 400, surfaceColour("soft", "light"))}</svg>`;
}

function textElement(text: string, x: number, y: number, size: number, weight: number, colour: string): string {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${safe}</text>`;
}

/** A drawing as PNG at twice its size, in the page's own typeface. */
export async function savePng(name: string, drawing: Drawing, captions: Captions): Promise<void> {
  const bytes = new Uint8Array(await (await fetch(inter)).arrayBuffer());
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  const text = svgText(drawing, captions, `data:font/woff2;base64,${btoa(binary)}`);
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.scale(2, 2);
    context.drawImage(image, 0, 0);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (blob !== null) save(name, "image/png", blob);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Gives the reader rows as a workbook of one sheet; the writer is fetched when it is first needed. */
export async function saveXlsx(name: string, rows: readonly (readonly (string | number | null)[])[]): Promise<void> {
  const { xlsxBytes } = await import("./xlsx.ts");
  save(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", new Blob([xlsxBytes(rows)]));
}
