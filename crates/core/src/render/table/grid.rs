//! Tables of box-drawing characters.

use super::line::{Line, Printer};
use crate::render::escape::visible;
use crate::render::width::width;

/// A table with fixed inner widths.
pub(super) struct Grid {
    widths: Vec<usize>,
    /// Whether short rows follow each other without a border.
    compact: bool,
}

/// The corners and crossings of one horizontal border.
struct Border {
    left: &'static str,
    fill: &'static str,
    cross: &'static str,
    right: &'static str,
}

const TOP: Border = Border { left: "┌", fill: "─", cross: "┬", right: "┐" };
const BELOW_HEADER: Border = Border { left: "╞", fill: "═", cross: "╪", right: "╡" };
const BETWEEN: Border = Border { left: "├", fill: "─", cross: "┼", right: "┤" };
const BOTTOM: Border = Border { left: "└", fill: "─", cross: "┴", right: "┘" };

impl Grid {
    pub(super) fn new(widths: Vec<usize>) -> Self {
        Grid { widths, compact: false }
    }

    /// A table without borders between its rows as long as none is taller than two lines.
    pub(super) fn compact(widths: Vec<usize>) -> Self {
        Grid { widths, compact: true }
    }

    /// Draws the rows, each cell as lines that fit its column.
    pub(super) fn draw(
        &self,
        printer: &mut Printer,
        header: Option<Vec<Vec<Line>>>,
        rows: &[Vec<Vec<Line>>],
    ) {
        self.border(printer, &TOP);
        if let Some(header) = header {
            self.row(printer, &header);
            self.border(printer, if rows.is_empty() { &BOTTOM } else { &BELOW_HEADER });
        }
        let tallest = rows.iter().map(|row| height(row)).max().unwrap_or(0);
        let bordered = !self.compact || tallest > 2;
        for (position, row) in rows.iter().enumerate() {
            if position > 0 && bordered {
                self.border(printer, &BETWEEN);
            }
            self.row(printer, row);
        }
        if !rows.is_empty() {
            self.border(printer, &BOTTOM);
        }
    }

    fn border(&self, printer: &mut Printer, border: &Border) {
        let columns: Vec<String> = self.widths.iter().map(|width| border.fill.repeat(width + 2)).collect();
        printer.text(border.left);
        printer.text(&columns.join(border.cross));
        printer.text(border.right);
        printer.end();
    }

    fn row(&self, printer: &mut Printer, cells: &[Vec<Line>]) {
        for number in 0..height(cells) {
            for (column, available) in self.widths.iter().enumerate() {
                printer.text("│ ");
                let line = cells.get(column).and_then(|cell| cell.get(number));
                let used = line.map_or(0, Line::width);
                if let Some(line) = line {
                    printer.run(line);
                }
                printer.text(&" ".repeat((available + 1).saturating_sub(used)));
            }
            printer.text("│");
            printer.end();
        }
    }
}

fn height(cells: &[Vec<Line>]) -> usize {
    cells.iter().map(Vec::len).max().unwrap_or(0).max(1)
}

/// Shares out the columns of the terminal: the widest gives way until all fit.
pub(super) fn share(available: usize, header: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let inner = available.saturating_sub(header.len() * 3 + 1);
    let natural = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).chain(header.get(column));
        cells.map(|text| width(&visible(text))).max().unwrap_or(0).clamp(1, inner.max(1))
    };
    let mut widths: Vec<usize> = (0..header.len()).map(natural).collect();
    while widths.iter().sum::<usize>() > inner {
        match widths.iter_mut().max() {
            Some(widest) if *widest > 1 => *widest -= 1,
            _ => break,
        }
    }
    widths
}
