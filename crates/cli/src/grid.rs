//! Text in columns: a list of rows laid out for a terminal, cells wrapped at blanks.

/// Blanks between columns.
const GAP: usize = 2;

/// The words of a text in lines of at most that many columns; a longer word stands alone, blanks before stay.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let blanks = paragraph.len() - paragraph.trim_start_matches(' ').len();
        let mut line = " ".repeat(blanks.saturating_sub(1));
        for word in paragraph.split_whitespace() {
            let longer = line.chars().count() + 1 + word.chars().count();
            if !line.trim_start().is_empty() && longer > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// Rows in columns as wide as they need, the last ones sharing what the page leaves.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let widths = widths(head, rows, width);
    let titles: Vec<Vec<String>> = head.iter().map(|title| vec![(*title).to_owned()]).collect();
    let mut lines = row(&titles, &widths);
    let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    lines.push(rules.join("  "));
    for cells in rows {
        let columns = cells.iter().zip(&widths);
        let wrapped: Vec<_> = columns.map(|(cell, width)| wrap(cell, *width)).collect();
        lines.extend(row(&wrapped, &widths));
    }
    lines
}

fn row(cells: &[Vec<String>], widths: &[usize]) -> Vec<String> {
    let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let part = |line: usize, column: usize| cells[column].get(line).map_or("", |text| text.as_str());
    let line = |line: usize| {
        let padded = widths.iter().enumerate().map(|(column, width)| pad(part(line, column), *width));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(missing))
}

/// As wide as the longest cell; when that is more than the page, the widest column gives until all fit.
fn widths(head: &[&str], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let longest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let title = |column: usize| head[column].chars().count();
    let mut widths: Vec<usize> =
        (0..head.len()).map(|column| longest(column).unwrap_or(0).max(title(column))).collect();
    let page = width.saturating_sub(GAP * head.len().saturating_sub(1));
    for _ in 0..head.len() {
        let (total, Some(widest)) =
            (widths.iter().sum::<usize>(), (0..widths.len()).max_by_key(|column| widths[*column]))
        else {
            break;
        };
        let Some(excess) = total.checked_sub(page).filter(|excess| *excess > 0) else {
            break;
        };
        let second = (0..widths.len()).filter(|column| *column != widest).map(|column| widths[column]).max();
        let least = second.unwrap_or(0).max(title(widest)).max(16);
        widths[widest] = widths[widest].saturating_sub(excess).max(least.min(widths[widest]));
    }
    shrink_evenly(&mut widths, page);
    // The first column says what to write: it stays whole where there is room for it.
    let words = |cell: &String| wrap(cell, 1).iter().map(|word| word.chars().count()).max().unwrap_or(0);
    let whole = rows.iter().filter_map(|row| row.first()).map(words).max().unwrap_or(0).min(width / 3);
    if let Some(first) = widths.first_mut() {
        *first = (*first).max(whole);
    }
    widths
}

/// What is still too wide shares the page evenly.
fn shrink_evenly(widths: &mut [usize], page: usize) {
    let total: usize = widths.iter().sum();
    if total <= page || total == 0 {
        return;
    }
    let narrow: usize = widths.iter().filter(|width| **width <= 12).sum();
    let wide = widths.iter().filter(|width| **width > 12).count().max(1);
    let share = (page.saturating_sub(narrow) / wide).max(12);
    widths.iter_mut().filter(|width| **width > 12).for_each(|width| *width = (*width).min(share));
}

#[cfg(test)]
mod tests {
    use super::{table, wrap};

    #[test]
    fn words_are_kept_whole() {
        assert_eq!(wrap("uno dos tres", 7), ["uno dos", "tres"]);
        assert_eq!(wrap("interminable sí", 4), ["interminable", "sí"]);
        assert_eq!(wrap("", 10), Vec::<String>::new());
    }

    #[test]
    fn a_wide_cell_is_wrapped_in_its_column() {
        let rows = vec![vec!["4".to_owned(), "Elaborar el cronograma anual de la asistencia".to_owned()]];
        let lines = table(&["N.º", "Actividad"], &rows, 40);
        assert!(lines.iter().all(|line| line.chars().count() <= 40), "{lines:#?}");
        assert_eq!(lines[2], "4    Elaborar el cronograma anual de la");
    }
}
