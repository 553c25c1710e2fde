//! What several integration tests need: a small study, windows that nobody sees, and pictures of them.

mod interviews;
pub mod trap;
pub mod window;

pub use interviews::interviews;

/// A text as a page breaks it: wrapped at thirty characters, paragraphs indented.
pub const WRAPPED: &str = "食堂的事

　　饭菜是街道送来的，每天十一点以前一定会到，老人们早早地坐
在门口等着，谁也不说话。天冷的时候，社工会先把门打开，让他们
进屋里坐，再去把炉子上的水烧开，一人倒上一杯。
　　志愿者是附近学校的学生，每个月换一批，刚认得人就要走了。
老人们问过几回，能不能让他们多留些日子，社工说这要看学校怎样
安排，她做不了主。后来来的学生都在纸上写下名字，贴在墙上，谁
走了就在后面画一个小小的太阳，墙上慢慢就满了。
　　到了年底，街道要看台账，社工把一年里的单子都翻出来重新填
过一遍，签字的地方空着，等老人们来吃饭的时候再补。他们不大问
写的是什么，拿起笔就签，说是帮她一个忙。
";
