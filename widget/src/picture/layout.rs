//! Where the points stand and how the arrows run: geometry, in the units of the drawing.
//!
//! The frame has one size whatever it shows, so that nothing around it ever moves.

use backline_core::routing::PartyId;

use super::scene::{Arrow, Picture, PicturePart, Point};
use crate::units::units;

/// How large the triangle is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// With names and signs.
    #[default]
    Full,
    /// For a row of a table: points and arrows.
    Row,
}

/// A place in the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) x: f32,
    pub(super) y: f32,
}

/// The most supervisors that are drawn; words and list name the others.
const MOST_SUPERVISORS: usize = 4;

impl Scale {
    /// Width and height of the frame.
    pub(super) const fn frame(self) -> (f32, f32) {
        match self {
            // No wider than the narrowest place that a page has for it, so that names keep their size.
            Self::Full => (240.0, 192.0),
            Self::Row => (64.0, 40.0),
        }
    }

    /// Half the size of a point.
    pub(super) const fn radius(self) -> f32 {
        match self {
            Self::Full => 20.0,
            Self::Row => 5.0,
        }
    }

    /// Distance of the two arrows between the same parties from the line that joins them.
    const fn lane(self) -> f32 {
        match self {
            Self::Full => 5.0,
            Self::Row => 2.5,
        }
    }

    /// Between a point's rim and an arrow.
    const fn gap(self) -> f32 {
        match self {
            Self::Full => 5.0,
            Self::Row => 2.0,
        }
    }

    /// Length and half width of an arrow's head.
    const fn head(self) -> (f32, f32) {
        match self {
            Self::Full => (10.0, 5.0),
            Self::Row => (5.0, 2.5),
        }
    }

    /// Upper and lower line, and the margin at the sides of the lower one.
    const fn lines(self) -> (f32, f32, f32) {
        match self {
            Self::Full => (46.0, 142.0, 52.0),
            Self::Row => (8.0, 32.0, 9.0),
        }
    }
}

/// How much of the upper line one of those on it has.
fn share(picture: &Picture, width: f32) -> f32 {
    let above =
        |point: &&Point| matches!(point.part, PicturePart::Supervisor | PicturePart::Further);
    let count = picture.points.iter().filter(above).count().clamp(1, MOST_SUPERVISORS);
    width / (count as f32)
}

/// How wide a name may be at its point, drawn in full: it meets no other, and is not cut off.
pub(super) fn name_room(picture: &Picture, upper: bool) -> f32 {
    let (width, margin) = (Scale::Full.frame().0, Scale::Full.lines().2);
    if upper { share(picture, width).min(3.0 * margin) } else { 2.0 * margin }
}

/// The points that are drawn, each with its place.
pub(super) fn places(picture: &Picture, scale: Scale) -> Vec<(&Point, Spot)> {
    let (upper, lower, margin) = scale.lines();
    let width = scale.frame().0;
    let share = share(picture, width);
    let mut taken = 0_usize;
    let placed = picture.points.iter().filter_map(|point| {
        let place = match point.part {
            PicturePart::Customer => Spot { x: margin, y: lower },
            PicturePart::Agent => Spot { x: width - margin, y: lower },
            PicturePart::Supervisor | PicturePart::Further => {
                let x = share * (taken as f32 + 0.5);
                taken += 1;
                Spot { x, y: upper }
            }
        };
        (taken <= MOST_SUPERVISORS).then_some((point, place))
    });
    placed.collect()
}

/// The line of an arrow and its head, as two SVG paths; none when an end is not drawn.
pub(super) fn paths(picture: &Picture, arrow: &Arrow, scale: Scale) -> Option<(String, String)> {
    let places = places(picture, scale);
    let find =
        |party: &PartyId| places.iter().find_map(|(p, at)| (p.party == *party).then_some(*at));
    let (from, to) = (find(&arrow.from)?, find(&arrow.to)?);
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy).max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let (nx, ny) = (-uy * scale.lane(), ux * scale.lane());
    let rim = scale.radius() + scale.gap();
    let (head, half) = scale.head();
    let along = |distance: f32, aside: f32| Spot {
        x: from.x + nx + ux * distance - uy * aside,
        y: from.y + ny + uy * distance + ux * aside,
    };
    let tip = length - rim;
    let (start, neck, end) = (along(rim, 0.0), along(tip - head, 0.0), along(tip, 0.0));
    let (left, right) = (along(tip - head, half), along(tip - head, -half));
    let at = |place: Spot| [units(place.x), units(place.y)].join(" ");
    let line = format!("M{}L{}", at(start), at(neck));
    let head = format!("M{}L{}L{}Z", at(left), at(end), at(right));
    Some((line, head))
}
